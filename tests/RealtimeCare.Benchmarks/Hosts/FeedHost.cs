using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RealtimeCare.Client;
using RealtimeCare.Contracts;

namespace RealtimeCare.Benchmarks.Hosts;

/// <summary>
/// Sends events to clients that are measured: over TLS, in both protocols as our host speaks them, the same messages at the same times to
/// whoever follows.
/// </summary>
internal static class FeedHost
{
    public const string FeedPath = "/feed";

    /// <summary>Runs until the standard input closes.</summary>
    public static async Task<int> RunAsync(string folder, CancellationToken cancellationToken)
    {
        using var certificate = BareHost.MakeCertificate(folder);
        var builder = WebApplication.CreateBuilder();
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        builder.Services.AddSingleton<FeedRegistry>();
        builder.Services.AddSignalR(options => options.MaximumParallelInvocationsPerClient = 16)
            .AddJsonProtocol(options => options.PayloadSerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull);
        builder.Services.AddSingleton<IHubProtocol>(new RealtimeCareClientOptions().UseMessagePack().Protocol!);
        await using var app = builder.Build();
        app.MapHub<FeedHub>(RealtimeCareProtocol.CareHubPath, options => options.WebSockets.SubProtocolSelector = offered => offered.FirstOrDefault()!);
        app.MapPost(FeedPath, static async (string name, FeedPlan plan, FeedRegistry feeds, CancellationToken cancelled) =>
        {
            await feeds.RunAsync(name, plan, cancelled);
            return Results.NoContent();
        });
        await app.StartAsync(cancellationToken);
        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(
            new Announcement(app.Urls.First(), Path.Combine(folder, "certificate.pem"), null), JsonSerializerOptions.Web));
        await Task.Run(Console.In.ReadToEnd, cancellationToken);
        return 0;
    }
}
