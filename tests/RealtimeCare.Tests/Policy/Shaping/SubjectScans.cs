using System.Text;
using RealtimeCare.Policy.Shaping;

namespace RealtimeCare.Tests.Policy.Shaping;

public sealed class SubjectScans
{
    [Theory]
    [InlineData("""{"resourceType":"Task"}""", null)]
    [InlineData("""{"for":{"reference":"Patient/p-1"}}""", "p-1")]
    [InlineData("""{"for":{"reference":"Patient/p-1","display":"x"},"focus":{"reference":"Encounter/e"},"about":[{"reference":"Patient/p-1"}]}""", "p-1")]
    [InlineData("""{"participant":[{"actor":{"reference":"Practitioner/x"}},{"actor":{"reference":"Patient/p-1"}}]}""", "p-1")]
    [InlineData("""{"note":[{"extension":[{"valueReference":{"reference":"Patient/p-1"}}]}]}""", "p-1")]
    [InlineData("""{"identifier":[{"value":"1"}],"requester":{"type":"Practitioner","identifier":{"value":"1"}}}""", null)]
    [InlineData("""{"f\u006fr":{"refer\u0065nce":"Patient\/p-1"}}""", "p-1")]
    public void Whom_a_resource_names_is_found_wherever_it_stands(string resource, string? patient)
    {
        var named = SubjectScan.Find(Encoding.UTF8.GetBytes(resource));

        Assert.True(named.IsClear);
        Assert.Equal(patient, named.Patient?.Value);
    }

    [Theory]
    [InlineData("""{"for":{"reference":"Patient/a"},"about":[{"reference":"Patient/b"}]}""")]
    [InlineData("""{"for":{"reference":"Patient/a/_history/1"}}""")]
    [InlineData("""{"for":{"reference":"https://ehr.example/Patient/a"}}""")]
    [InlineData("""{"for":{"reference":"patient/a"}}""")]
    [InlineData("""{"for":{"identifier":{"value":"1"}}}""")]
    [InlineData("""{"subject":{"display":"Somebody"}}""")]
    [InlineData("""{"participant":[{"actor":{"display":"Somebody"}}]}""")]
    [InlineData("""{"about":[{"type":"Patient","identifier":{"value":"1"}}]}""")]
    [InlineData("""{"recipient":[{"identifier":{"value":"1"}}]}""")]
    [InlineData("""{"contained":[]}""")]
    [InlineData("""{"focus":{"reference":"urn:x?subject=Patient/a"}}""")]
    [InlineData("not json")]
    public void What_may_name_somebody_in_another_way_is_not_clear(string resource)
    {
        var named = SubjectScan.Find(Encoding.UTF8.GetBytes(resource));

        Assert.False(named.IsClear);
    }
}
