using System.Collections.Immutable;

namespace RealtimeCare.Server.Streams;

/// <summary>Tells whoever follows that a stream has come to a new head. A hint carries no patient data and may be lost.</summary>
/// <remarks>Listeners run on the appending thread: they only note the hint and return.</remarks>
public sealed class StreamHints
{
    private ImmutableArray<Action<StreamHint>> listeners = [];

    /// <summary>Tells every listener.</summary>
    public void Publish(StreamHint hint)
    {
        foreach (var listener in listeners) listener(hint);
    }

    /// <summary>Calls <paramref name="listener"/> for every hint from now on, until the result is disposed.</summary>
    public IDisposable Subscribe(Action<StreamHint> listener)
    {
        ImmutableInterlocked.Update(ref listeners, static (all, one) => all.Add(one), listener);
        return new Subscription(this, listener);
    }

    private sealed class Subscription(StreamHints hints, Action<StreamHint> listener) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref hints.listeners, static (all, one) => all.Remove(one), listener);
    }
}

/// <summary>A stream has come to a new head.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Head">Its head.</param>
/// <param name="Retracted">The place of an event that lost its payload; whoever holds a copy drops it.</param>
/// <param name="FirstKept">Events were trimmed: the lowest offset that is still kept. State events may be gone too.</param>
/// <param name="Critical">The offset of a new event that is critical.</param>
public readonly record struct StreamHint(
    StreamKey Stream, StreamHead Head, long? Retracted = null, long? FirstKept = null, long? Critical = null);
