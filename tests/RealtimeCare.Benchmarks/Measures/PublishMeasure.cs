using System.Net.Http.Headers;
using System.Text;
using RealtimeCare.Benchmarks.Comparing;
using RealtimeCare.Benchmarks.Hosts;

namespace RealtimeCare.Benchmarks.Measures;

/// <summary>One event a request over HTTPS, beside a minimal endpoint that parses the same resource with Firely and does nothing else.</summary>
internal sealed class PublishMeasure : IMeasure
{
    private const int Payload = 512;
    private const int Publishers = 4;
    private const int EventsOfAPublisher = 250;

    public string Name => "publish";

    public async Task<IReadOnlyList<ComparedRow>> RunAsync(CompareOptions options, CancellationToken cancellationToken)
    {
        await using var world = await World.StartAsync(cancellationToken);
        var patient = await world.Care.AdmitAsync();
        var resource = Resources.Encounter(Payload);
        var body = Encoding.UTF8.GetBytes(resource);
        var bodyOfOurs = Resources.Event(patient, resource);
        var samples = await Rounds.AlternateAsync(
            options.Rounds,
            () => CostAsync(world.Bare.Process, () => PostAsync(world.Bare, body, cancellationToken)),
            () => CostAsync(world.Care.Process, () => world.Care.PostAsync("/api/v1/events", bodyOfOurs, hasKey: true, cancellationToken)));
        return [Comparison.Judge($"CPU per publish over HTTPS, {Publishers} publishers (µs)", "≤ 1.5 x", samples)];
    }

    private static Task<double> CostAsync(ServerProcess server, Func<Task> publish) => Rounds.CpuPerOperationAsync(server, async () =>
    {
        await Task.WhenAll(Enumerable.Range(0, Publishers).Select(_ => Task.Run(async () =>
        {
            for (var left = EventsOfAPublisher; left > 0; left--) await publish();
        })));
        return Publishers * EventsOfAPublisher;
    });

    private static async Task PostAsync(BareServer server, byte[] body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Origin, BareHost.PublishPath)) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await server.Http.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
    }
}
