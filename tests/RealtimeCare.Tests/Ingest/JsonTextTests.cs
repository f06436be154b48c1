using System.Text;
using RealtimeCare.Server.Ingest;

namespace RealtimeCare.Tests.Ingest;

public sealed class JsonTextTests
{
    [Theory]
    [InlineData("{ }", "{}")]
    [InlineData(" {\t\"a b\" :\r\n [ 1.10 , \"x  y\" ] } ", "{\"a b\":[1.10,\"x  y\"]}")]
    [InlineData("""{"a":"\" b \\", "c":" \\\" "}""", """{"a":"\" b \\","c":" \\\" "}""")]
    [InlineData("""{"a":"ä 😀 \u00e4"}""", """{"a":"ä 😀 \u00e4"}""")]
    public void Only_space_between_tokens_goes(string json, string minified) =>
        Assert.Equal(minified, Encoding.UTF8.GetString(JsonText.Minify(Encoding.UTF8.GetBytes(json))));

    [Theory]
    [InlineData("""{"status":"final","code":{"text":"\u0061"}}""", false)]
    [InlineData("""{"st\u0061tus":"final"}""", true)]
    [InlineData("""{"code":[{"te\u0078t":"a"}]}""", true)]
    public void A_name_written_with_escapes_is_found_at_any_depth(string json, bool isEscaped) =>
        Assert.Equal(isEscaped, JsonText.HasEscapedNames(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("$.patient.identifier", "patient.identifier")]
    [InlineData("Observation.component[0].code", "Observation.component[0].code")]
    [InlineData("$.events[12].resource", "events[12].resource")]
    [InlineData("Observation.John Smith.code", "Observation")]
    [InlineData("$['John Smith']", "")]
    [InlineData("a.b\n", "a")]
    [InlineData(null, "")]
    public void A_path_ends_before_what_is_no_name(string? path, string safe) => Assert.Equal(safe, JsonText.SafePath(path));

    [Theory]
    [InlineData("""{"a":{"resourceType":"Inner"},"resourceType":"Outer"}""", "Outer")]
    [InlineData("""{"a":{"resourceType":"Inner"}}""", null)]
    [InlineData("""["resourceType","Patient"]""", null)]
    public void The_type_is_that_of_the_outermost_object(string json, string? type) =>
        Assert.Equal(type, JsonText.TopLevelText(Encoding.UTF8.GetBytes(json), "resourceType"u8));
}
