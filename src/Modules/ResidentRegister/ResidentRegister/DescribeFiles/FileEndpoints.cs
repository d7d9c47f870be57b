using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.Platform.Work;
using Daicho.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Daicho.ResidentRegister.DescribeFiles;

/// <summary>The page from which the municipality publishes the entries of its list of files; it holds no personal data.</summary>
internal static class FileEndpoints
{
    /// <summary>Registers the line of the work list.</summary>
    public static void AddFileDescriptions(this IServiceCollection services) => services.AddSingleton(
        new WorkListEntry("個人情報保護", "個人情報ファイル簿", "/personal-information-files", TaskCodes.LogReview) { Order = 806 });

    /// <summary>Maps <c>/personal-information-files</c>, open to all staff.</summary>
    public static void MapFileDescriptions(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/personal-information-files", () => Pages.Show<FilePage, FileModel>(new FileModel(FileDescription.All)))
            .RequireTask(TaskCodes.SelfAccount);
}

/// <summary>The files.</summary>
internal sealed record FileModel(IReadOnlyList<FileDescription> Files);
