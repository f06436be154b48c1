using RealtimeCare.Client.Publishing;
using RealtimeCare.Client.Tokens;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Tests.Conventions.Snippets.Guide;

/// <summary>How the guide publishes many events.</summary>
internal static class Publishing
{
    public static async Task StreamAsync(Uri server, ServiceSignIn signIn, IAsyncEnumerable<PublishRequest> measured)
    {
        // snippet
        using var publisher = new CarePublisher(new() { Server = server, Tokens = signIn });
        await using var stream = await publisher.OpenStreamAsync();
        await foreach (var outcome in stream.PublishAsync(measured))
        {
            if (outcome.Error is { } error) Console.WriteLine($"refused: {(int)error.Code} at {error.Path}, kept as {error.QuarantineId}");
        }
        // end
    }
}
