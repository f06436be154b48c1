using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Ingest;

namespace RealtimeCare.Tests.Ingest;

public sealed class RequestBodyTests
{
    private const string Start = """{"patient":{"id":"p"},"topic":"vitals","resource":{}""";

    [Theory]
    [InlineData(Start + "}", null, null)]
    [InlineData(Start + ""","class":"state","severity":"critical"}""", null, null)]
    [InlineData("", ErrorCode.InvalidRequest, null)]
    [InlineData("null", ErrorCode.InvalidRequest, null)]
    [InlineData("[]", ErrorCode.InvalidRequest, "")]
    [InlineData(Start, ErrorCode.InvalidRequest, null)]
    [InlineData(Start + "} {}", ErrorCode.InvalidRequest, null)]
    [InlineData(Start + ",}", ErrorCode.InvalidRequest, null)]
    [InlineData("/* canary */" + Start + "}", ErrorCode.InvalidRequest, null)]
    [InlineData("""{"topic":"vitals","resource":{}}""", null, null)]
    [InlineData("""{"patient":{"id":"p"},"resource":{}}""", ErrorCode.InvalidRequest, "")]
    [InlineData(Start + ""","canary":1}""", ErrorCode.InvalidRequest, "canary")]
    [InlineData(Start + ""","Canary Smith":1}""", ErrorCode.InvalidRequest, "")]
    [InlineData(Start + ""","topic":"canary"}""", ErrorCode.InvalidRequest, null)]
    [InlineData(Start + ""","TOPIC":"canary"}""", ErrorCode.InvalidRequest, "TOPIC")]
    [InlineData(Start + ""","class":"canary"}""", ErrorCode.InvalidRequest, "class")]
    [InlineData(Start + ""","observedAt":"canary"}""", ErrorCode.InvalidRequest, "observedAt")]
    [InlineData("""{"patient":{"id":7},"topic":"vitals","resource":{}}""", ErrorCode.InvalidRequest, "patient.id")]
    [InlineData("""{"patient":null,"topic":"vitals","resource":{}}""", null, null)]
    [InlineData("""{"patient":{"id":"p"},"topic":"vitals","resource":"canary"}""", ErrorCode.InvalidRequest, "resource")]
    [InlineData("""{"patient":{"id":"p"},"topic":"\ud800","resource":{}}""", ErrorCode.InvalidRequest, null)]
    public void A_body_is_what_the_contract_says_and_nothing_else(string body, ErrorCode? code, string? path)
    {
        var utf8 = Encoding.UTF8.GetBytes(body);

        var problem = RequestBody.CheckJson(utf8) ?? RequestBody.Parse<PublishRequest>(utf8).Problem;

        Assert.Equal(code, problem?.Code);
        if (path is not null) Assert.Equal(path, problem?.Path ?? "");
    }

    [Fact]
    public async Task A_body_that_does_not_come_is_not_waited_for()
    {
        var time = new FakeTimeProvider();
        await using var services = new ServiceCollection().AddSingleton<TimeProvider>(time).BuildServiceProvider();
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(Start), TestContext.Current.CancellationToken);
        var context = new DefaultHttpContext { RequestServices = services };
        (context.Request.ContentType, context.Request.Body) = ("application/json", pipe.Reader.AsStream());

        var reading = RequestBody.ReadAsync<PublishRequest>(context, IngestLimits.EventBytes).AsTask();
        time.Advance(IngestLimits.BodyTime);
        var read = await reading.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal((ErrorCode.Busy, IngestLimits.BusyRetryMs), (read.Problem!.Code, read.Problem.RetryAfterMs));
    }

    [Fact]
    public void Bytes_that_are_no_UTF_8_are_refused()
    {
        var utf8 = Encoding.UTF8.GetBytes(Start + "}");
        utf8[Array.IndexOf(utf8, (byte)'v')] = 0xff;

        Assert.Equal(ErrorCode.InvalidRequest, RequestBody.CheckJson(utf8)?.Code);
    }

    [Theory]
    [InlineData(IngestLimits.RequestDepth, null)]
    [InlineData(IngestLimits.RequestDepth + 1, ErrorCode.TooLarge)]
    [InlineData(3000, ErrorCode.TooLarge)]
    [InlineData(100_000, ErrorCode.InvalidRequest)]
    public void Deep_nesting_is_refused_before_anything_is_read(int depth, ErrorCode? code) =>
        Assert.Equal(code, RequestBody.CheckJson(Encoding.UTF8.GetBytes(new string('[', depth) + new string(']', depth)))?.Code);
}
