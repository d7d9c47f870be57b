using System.ComponentModel;
using System.Diagnostics;
using Xunit;

namespace Daicho.Testing;

/// <summary>Programs of other makers that read our documents: poppler and qpdf, which eng/ensure installs.</summary>
public static class PdfTools
{
    /// <summary>Runs a program on a document.</summary>
    /// <param name="program">Its name.</param>
    /// <param name="pdf">The document.</param>
    /// <param name="arguments">Arguments; FILE stands for the document.</param>
    public static async Task<(int ExitCode, byte[] Output)> RunAsync(string program, byte[] pdf, params string[] arguments)
    {
        string file = Path.Combine(Path.GetTempPath(), $"{Guid.CreateVersion7()}.pdf");
        await File.WriteAllBytesAsync(file, pdf, TestContext.Current.CancellationToken);
        try
        {
            ProcessStartInfo start = new(program) { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (string argument in arguments)
            {
                start.ArgumentList.Add(argument == "FILE" ? file : argument);
            }

            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            using MemoryStream output = new();
            await process.StandardOutput.BaseStream.CopyToAsync(output, TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            await errors;
            return (process.ExitCode, output.ToArray());
        }
        catch (Win32Exception missing)
        {
            throw new InvalidOperationException($"{program} is not installed; eng/ensure test installs it.", missing);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>A page as grey pixels, 0 black.</summary>
    /// <param name="pdf">The document.</param>
    /// <param name="dotsPerInch">Resolution.</param>
    /// <param name="page">From 1.</param>
    public static async Task<GreyPicture> RasteriseAsync(byte[] pdf, int dotsPerInch, int page = 1)
    {
        (int code, byte[] image) = await RunAsync(
            "pdftoppm", pdf, "-gray", "-singlefile", "-f", $"{page}", "-r", $"{dotsPerInch}", "FILE");
        if (code != 0)
        {
            throw new InvalidDataException("pdftoppm cannot draw the document.");
        }

        // PGM: "P5\nWIDTH HEIGHT\n255\n" and the pixels.
        string[] head = System.Text.Encoding.ASCII.GetString(image, 0, 40).Split('\n', ' ');
        int width = int.Parse(head[1], null);
        int height = int.Parse(head[2], null);
        return new GreyPicture(width, height, image[^(width * height)..]);
    }
}
