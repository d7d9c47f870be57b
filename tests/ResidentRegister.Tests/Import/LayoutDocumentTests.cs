using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Daicho.Platform.Csv;
using Daicho.ResidentRegister.Import.Layout;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Import;

/// <summary>docs/import-layout.md lists the columns that the program reads, and the profile beside it is the program's own.</summary>
public sealed class LayoutDocumentTests
{
    private const string Mark = "<!-- columns -->";

    [Fact]
    public void The_document_lists_every_column_of_every_file()
    {
        string path = Path.Combine(Docs(), "import-layout.md");
        string document = File.ReadAllText(path);
        string written = document[..(document.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length)] + "\n" + Columns();
        Renew(path, written);
        File.ReadAllText(path).ShouldBe(written);
    }

    [Fact]
    public void The_profile_of_the_document_reads_as_the_layout()
    {
        string path = Path.Combine(Docs(), "import-layout.residents.json");
        string written = ImportLayout.Residents.Profile.ToJson().ReplaceLineEndings("\n") + "\n";
        Renew(path, written);
        CsvProfile.Parse(File.ReadAllBytes(path)).ToJson().ShouldBe(ImportLayout.Residents.Profile.ToJson());
    }

    // Set DAICHO_WRITE_DOCS=1 to write the files after a change of the layout.
    private static void Renew(string path, string text)
    {
        if (Environment.GetEnvironmentVariable("DAICHO_WRITE_DOCS") == "1")
        {
            File.WriteAllText(path, text);
        }
    }

    private static string Columns()
    {
        StringBuilder text = new();
        Table(text, ImportLayout.Residents.FileName + ", " + ImportLayout.History.FileName, ImportLayout.Residents.Profile);
        Table(text, ImportLayout.Households.FileName, ImportLayout.Households.Profile);
        Table(text, ImportLayout.Numbers.FileName, ImportLayout.Numbers.Profile);
        Table(text, ImportLayout.Support.FileName, ImportLayout.Support.Profile);
        Table(text, ImportLayout.Suppressions.FileName, ImportLayout.Suppressions.Profile);
        Table(text, ImportLayout.Memos.FileName, ImportLayout.Memos.Profile);
        return text.ToString();
    }

    private static void Table(StringBuilder text, string files, CsvProfile profile)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n### {files}\n\n| No. | Column | 項目 |\n|--:|---|---|\n");
        for (int i = 0; i < profile.Columns.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {i + 1} | `{profile.Columns[i].Name}` | {profile.Columns[i].Japanese} |\n");
        }
    }

    private static string Docs([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs"));
}
