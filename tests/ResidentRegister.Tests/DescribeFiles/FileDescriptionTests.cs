using System.Net;
using Daicho.ResidentRegister.DescribeFiles;
using Daicho.ResidentRegister.Residents.Items;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.DescribeFiles;

/// <summary>The description of each file of personal information names the ground by which persons are told (CR-01).</summary>
public sealed class FileDescriptionTests(RegisterWorld world) : IClassFixture<RegisterWorld>
{
    [Fact]
    public async Task Each_file_is_described_with_its_ground_and_with_every_item_the_program_keeps()
    {
        using Browser clerk = await world.EnterAsync("sasaki");
        Shown page = await clerk.GetAsync("/personal-information-files");
        page.Status.ShouldBe(HttpStatusCode.OK);
        page.Body.ShouldContain("住民基本台帳ファイル");
        page.Body.ShouldContain("住民基本台帳法第７条");
        FileDescription.All.ShouldNotBeEmpty();
        foreach (FileDescription file in FileDescription.All)
        {
            file.GroundOfNotice.ShouldContain("第");
            page.Body.ShouldContain(file.GroundOfNotice);
        }

        foreach (RecordItem item in RecordItems.All)
        {
            page.Body.ShouldContain(item.Japanese);
        }
    }
}
