using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Streams.Receipts;

/// <summary>Tells whoever waits for it that a publisher has a new outcome. Nothing is lost when nobody waits.</summary>
public sealed class OutcomeHints
{
    private readonly Lock gate = new();
    private readonly Dictionary<(TenantId, SubjectId), List<TaskCompletionSource>> waiting = [];

    /// <summary>Completes with the next outcome; null when as many wait already as may.</summary>
    /// <remarks>Take it before reading, so that an outcome in between is heard by one of both. Give it back by <see cref="Leave"/>.</remarks>
    internal TaskCompletionSource? Join(TenantId tenant, SubjectId publisher, int most)
    {
        lock (gate)
        {
            if (!waiting.TryGetValue((tenant, publisher), out var all)) waiting[(tenant, publisher)] = all = [];
            if (all.Count >= most) return null;
            var one = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            all.Add(one);
            return one;
        }
    }

    internal void Leave(TenantId tenant, SubjectId publisher, TaskCompletionSource one)
    {
        lock (gate)
        {
            if (waiting.TryGetValue((tenant, publisher), out var all) && all.Remove(one) && all.Count == 0) waiting.Remove((tenant, publisher));
        }
    }

    /// <summary>Wakes who waits for this publisher's outcomes.</summary>
    internal void Publish(TenantId tenant, SubjectId publisher)
    {
        lock (gate)
        {
            if (!waiting.TryGetValue((tenant, publisher), out var all)) return;
            foreach (var one in all) one.TrySetResult();
        }
    }
}
