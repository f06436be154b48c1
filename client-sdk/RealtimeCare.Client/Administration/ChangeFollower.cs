using System.Runtime.CompilerServices;
using System.Threading.Channels;
using RealtimeCare.Contracts.Codes;

namespace RealtimeCare.Client.Administration;

/// <summary>Makes a stream of what something is now out of hints that it changed.</summary>
internal sealed class ChangeFollower(AdminLinkOwner owner, TimeProvider time)
{
    /// <summary>However often something changes, it is read no more often than this.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    /// <summary>What it is now, and again after each change; changes while nobody asks for the next one count as one.</summary>
    public async IAsyncEnumerable<T> FollowAsync<T>(
        Action<Action> listen, Action<Action> leave, Func<CancellationToken, Task<T>> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var hints = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        hints.Writer.TryWrite(true);
        listen(Hint);
        owner.Ended += End;
        try
        {
            await foreach (var _ in hints.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                var (isThere, now) = await TryReadAsync(read, cancellationToken).ConfigureAwait(false);
                if (!isThere) yield break;
                yield return now!;
                await Task.Delay(Shortest, time, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            owner.Ended -= End;
            leave(Hint);
        }

        void Hint() => hints.Writer.TryWrite(true);

        void End(EndReason? reason) => hints.Writer.TryComplete(reason is { } known ? new SessionEndedException(known) : null);
    }

    private static async Task<(bool IsThere, T? Now)> TryReadAsync<T>(Func<CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            return (true, await read(cancellationToken).ConfigureAwait(false));
        }
        catch (ObjectDisposedException)
        {
            // As everywhere, what is disposed ends its streams without an error.
            return default;
        }
    }
}
