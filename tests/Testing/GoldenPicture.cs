using System.Globalization;

namespace Daicho.Testing;

/// <summary>Reviewed pictures in the repository that printed pages must look like.</summary>
/// <remarks>
/// Pages are drawn at <see cref="DotsPerInch"/> by poppler. Both pictures are blurred over 3 × 3 pixels, and a pixel may have moved by
/// one (a third of a millimetre): that is what other versions of poppler and FreeType do to a page. What is left may not differ by more
/// than <see cref="GreyMax"/> of 255 greys: a line, a field, a character or a seal that is missing, added, moved or of another size
/// does. A variant of a character may not; it stands in the golden text.
/// </remarks>
public static class GoldenPicture
{
    /// <summary>Small enough for the repository, large enough to tell characters apart.</summary>
    public const int DotsPerInch = 75;

    private const int GreyMax = 40;
    private const double MmPerInch = 25.4;

    /// <summary>Compares with a file of the repository; with DAICHO_WRITE_GOLDEN=1 writes it instead, for review.</summary>
    /// <param name="path">Path from the root of the repository.</param>
    /// <param name="actual">The page as drawn.</param>
    /// <exception cref="InvalidDataException">The page looks different (where, in millimetres) or there is no picture of it.</exception>
    public static void ShouldAgree(string path, GreyPicture actual)
    {
        string file = Path.Combine(GoldenFile.RepositoryRoot(), path);
        if (GoldenFile.IsWriting)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, actual.ToPng());
            return;
        }

        if (!File.Exists(file))
        {
            throw new InvalidDataException($"{path} is missing; DAICHO_WRITE_GOLDEN=1 writes it for review.");
        }

        if (Difference(GreyPicture.FromPng(File.ReadAllBytes(file)), actual) is { } where)
        {
            throw new InvalidDataException($"{path}: {where}. If that is meant, DAICHO_WRITE_GOLDEN=1 writes the picture anew.");
        }
    }

    /// <summary>Where two pictures of a page differ, in words; null when they look alike.</summary>
    public static string? Difference(GreyPicture expected, GreyPicture actual)
    {
        if ((expected.Width, expected.Height) != (actual.Width, actual.Height))
        {
            return $"the page is {actual.Width} × {actual.Height} pixels instead of {expected.Width} × {expected.Height}";
        }

        byte[] want = Blur(expected);
        byte[] have = Blur(actual);
        (int left, int top, int right, int bottom) = (int.MaxValue, int.MaxValue, -1, -1);
        int worst = 0;
        for (int y = 0; y < actual.Height; y++)
        {
            for (int x = 0; x < actual.Width; x++)
            {
                int difference = Math.Max(Nearest(have, want, actual, x, y), Nearest(want, have, actual, x, y));
                if (difference > GreyMax)
                {
                    (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x), Math.Max(bottom, y));
                    worst = Math.Max(worst, difference);
                }
            }
        }

        return right < 0 ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"the page differs between {Mm(left):F0} and {Mm(right + 1):F0} mm from the left, {Mm(top):F0} and {Mm(bottom + 1):F0} mm from the top, by up to {worst} of 255 greys");
    }

    private static double Mm(int pixels) => pixels * MmPerInch / DotsPerInch;

    /// <summary>How much a pixel differs from the most similar one around its place in the other picture.</summary>
    private static int Nearest(byte[] of, byte[] among, GreyPicture size, int x, int y)
    {
        int value = of[(y * size.Width) + x];
        int least = int.MaxValue;
        for (int row = Math.Max(0, y - 1); row <= Math.Min(size.Height - 1, y + 1); row++)
        {
            for (int column = Math.Max(0, x - 1); column <= Math.Min(size.Width - 1, x + 1); column++)
            {
                least = Math.Min(least, Math.Abs(value - among[(row * size.Width) + column]));
            }
        }

        return least;
    }

    private static byte[] Blur(GreyPicture picture)
    {
        byte[] blurred = new byte[picture.Pixels.Length];
        for (int y = 0; y < picture.Height; y++)
        {
            for (int x = 0; x < picture.Width; x++)
            {
                (int sum, int count) = (0, 0);
                for (int row = Math.Max(0, y - 1); row <= Math.Min(picture.Height - 1, y + 1); row++)
                {
                    for (int column = Math.Max(0, x - 1); column <= Math.Min(picture.Width - 1, x + 1); column++)
                    {
                        sum += picture.Pixels[(row * picture.Width) + column];
                        count++;
                    }
                }

                blurred[(y * picture.Width) + x] = (byte)(sum / count);
            }
        }

        return blurred;
    }
}
