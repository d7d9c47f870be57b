using Daicho.Host.Roles;
using Shouldly;
using Xunit;

namespace Daicho.EndToEnd.Tests.Host;

/// <summary>The hash by which the nodes of one zone are compared (incident I-6).</summary>
public sealed class ConfigurationTests
{
    private static readonly ZoneConfig Node = new()
    {
        Role = CityRole.Name,
        Zone = "shin-shi",
        MunicipalityCode = "990019",
        Data = "/var/lib/daicho/a",
        Http = "127.0.0.1:8080",
        Https = "192.0.2.1:8443",
        Certificate = "/etc/daicho/a.p12",
    };

    [Fact]
    public void Nodes_that_differ_only_in_what_each_has_of_its_own_have_one_hash() =>
        (Node with { Data = "/var/lib/daicho/b", Http = null, Https = "192.0.2.2:8443", Certificate = "/etc/daicho/b.p12" })
            .Identity().ConfigurationHash.ShouldBe(Node.Identity().ConfigurationHash);

    [Fact]
    public void Nodes_that_behave_differently_have_different_hashes()
    {
        ZoneConfig[] others =
        [
            Node with { Training = true }, Node with { IdleMinutes = 20 }, Node with { MunicipalityCode = "990027" }, Node with { Title = "霞野市" },
            Node with { MasterKey = "pkcs11:object=a" }, Node with { Database = new DatabaseConfig("Host=db2") }, Node with { Hosts = ["daicho.example"] },
        ];
        others.Select(other => other.Identity().ConfigurationHash).Append(Node.Identity().ConfigurationHash).Distinct().Count()
            .ShouldBe(others.Length + 1);
    }
}
