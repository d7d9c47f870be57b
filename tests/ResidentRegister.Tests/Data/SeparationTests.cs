using System.Net;
using System.Text;
using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.Platform.Security.Http;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Tests.Changes;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Data;

/// <summary>What keeps numbers, persons and visitors apart: tables, events and doors.</summary>
public sealed class SeparationTests(RegisterWorld world) : IClassFixture<RegisterWorld>
{
    [Fact]
    public async Task No_table_of_the_register_or_the_platform_holds_an_individual_number()
    {
        IndividualNumber number = IndividualNumber.FromBase("90000314159");
        ResidentRecord person = await world.AddAsync(Any.Resident());
        await world.GiveNumberAsync(person.Id, number);
        await ChangeWorld.Over(world).DoAsync(Requests.Relocation("３番地", person));

        List<string> tables = await world.Database.Owner.ListAsync(
            """
            select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname in ('resident_register', 'platform') and c.relkind in ('r', 'p') order by 1
            """,
            row => row.GetString(0), TestContext.Current.CancellationToken);
        tables.Count.ShouldBeGreaterThan(20);
        foreach (string table in tables)
        {
            (await world.CountAsync($"select count(*) from {table} t where t::text like '%' || $1 || '%'", number.Reveal())).ShouldBe(0, table);
        }
    }

    [Fact]
    public void No_event_for_other_systems_has_a_field_for_a_number_a_name_or_an_address()
    {
        Type[] events = [.. typeof(ResidentEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(ResidentEvent)))];
        events.Length.ShouldBeGreaterThan(12);
        foreach (Type one in events)
        {
            one.GetProperties().Where(property => property.Name != "EqualityContract").Select(property => property.Name)
                .Except(["Resident", "Act", "HistoryNo", "Reason", "HappenedOn", "NotifiedOn", "Form", "To"]).ShouldBeEmpty(one.Name);
        }
    }

    [Fact]
    public async Task No_page_and_no_interface_of_the_register_answers_a_visitor_who_is_not_signed_in()
    {
        using HttpClient visitor = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = world.Address };
        RouteEndpoint[] doors =
        [
            .. world.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
                .Where(door => door.Metadata.GetMetadata<AnonymousReasonAttribute>() is null),
        ];
        doors.Length.ShouldBeGreaterThan(40);
        foreach (RouteEndpoint door in doors)
        {
            StringBuilder path = new();
            foreach (string segment in door.RoutePattern.PathSegments.Select(Sample))
            {
                path.Append('/').Append(segment);
            }

            HttpMethod method = new(door.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0]);
            using HttpRequestMessage request = new(method, new Uri(path.ToString(), UriKind.Relative));
            using HttpResponseMessage answer = await visitor.SendAsync(request, TestContext.Current.CancellationToken);
            bool refused = answer.StatusCode == HttpStatusCode.Unauthorized
                || (answer.StatusCode == HttpStatusCode.Redirect && answer.Headers.Location!.OriginalString.StartsWith("/sign-in", StringComparison.Ordinal));
            refused.ShouldBeTrue($"{method} {door.RoutePattern.RawText}: {answer.StatusCode} {answer.Headers.Location}");
        }
    }

    private static string Sample(RoutePatternPathSegment segment) => string.Concat(segment.Parts.Select(part => part switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        RoutePatternParameterPart { ParameterPolicies: [{ Content: "int" }, ..] } => "1",
        _ => Guid.CreateVersion7().ToString(),
    }));
}
