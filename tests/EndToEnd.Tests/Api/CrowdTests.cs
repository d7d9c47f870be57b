using System.Net;
using System.Text;
using Shouldly;
using Xunit;

namespace Daicho.EndToEnd.Tests.Api;

/// <summary>More requests at once than the zone has connections to its database.</summary>
public sealed class CrowdTests(ApiZone zone) : IClassFixture<ApiZone>
{
    private const int Requests = 300;

    [Fact]
    public async Task Requests_beyond_the_connections_wait_their_turn_and_are_all_answered()
    {
        byte[] search = Encoding.UTF8.GetBytes("""{"mode":"identity","reading":"カスミ","birth":"S40.1.1"}""");
        (HttpStatusCode Status, string? MediaType, string Body)[] answers = await Task.WhenAll(
            Enumerable.Range(0, Requests).Select(_ => zone.SendAsync(HttpMethod.Post, "/resident-register/v1/searches", search)));

        answers.Where(answer => answer.Status != HttpStatusCode.OK).Select(answer => answer.Status).Distinct().ShouldBeEmpty();
    }
}
