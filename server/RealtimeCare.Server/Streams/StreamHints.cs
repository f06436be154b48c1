using System.Collections.Immutable;

namespace RealtimeCare.Server.Streams;

/// <summary>Tells whoever follows that a stream has come to a new head. A hint carries no patient data and may be lost.</summary>
/// <remarks>Listeners run on the appending thread: they only note the hint and return.</remarks>
public sealed class StreamHints
{
    private ImmutableArray<Action<StreamKey, StreamHead>> listeners = [];

    /// <summary>Tells every listener.</summary>
    public void Publish(StreamKey stream, StreamHead head)
    {
        foreach (var listener in listeners) listener(stream, head);
    }

    /// <summary>Calls <paramref name="listener"/> for every hint from now on, until the result is disposed.</summary>
    public IDisposable Subscribe(Action<StreamKey, StreamHead> listener)
    {
        ImmutableInterlocked.Update(ref listeners, static (all, one) => all.Add(one), listener);
        return new Subscription(this, listener);
    }

    private sealed class Subscription(StreamHints hints, Action<StreamKey, StreamHead> listener) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref hints.listeners, static (all, one) => all.Remove(one), listener);
    }
}
