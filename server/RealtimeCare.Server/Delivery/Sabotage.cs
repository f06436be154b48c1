using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Server.Delivery;

/// <summary>
/// In a test build alone (<c>-p:Sabotage=true</c>), breaks one promise of the delivery, so that the demo and the load tool prove
/// that they would notice. In every other build each member is a constant that the compiler removes.
/// </summary>
internal static class Sabotage
{
#if SABOTAGE
    private static string kind = "";
    private static int eligible;

    public static void Choose(string? chosen) => kind = chosen ?? "";

    public static bool Leaks => kind == "leak";

    public static bool IsLate => kind == "late";

    /// <summary>Reports the end at once and carries it out three seconds later.</summary>
    public static SessionEndReport Later(Func<Task> end)
    {
        _ = Task.Run(async () =>
        {
            await Task.Delay(TimeSpan.FromSeconds(3));
            await end();
        });
        return new SessionEndReport(1, DateTimeOffset.UnixEpoch);
    }

    public static EventBatch Break(EventBatch batch)
    {
        // A state value may be skipped by right, so only durable events prove anything. Every third batch, so that each of a few
        // connections is hit, and not only one whose client forgives.
        var durable = batch.Events.Count(e => e.Class == EventClass.Durable);
        if (kind is not ("lose" or "duplicate" or "reorder") || durable < (kind == "reorder" ? 2 : 1)) return batch;
        if (Interlocked.Increment(ref eligible) % 3 != 0) return batch;
        var events = batch.Events.ToList();
        switch (kind)
        {
            case "lose":
                events.RemoveAt(0);
                break;
            case "duplicate":
                events.Add(events[0] with { Offset = batch.Through, StateVersion = batch.StateThrough });
                break;
            case "reorder":
                (events[0], events[1]) = (events[1] with { Offset = events[0].Offset }, events[0] with { Offset = events[1].Offset });
                break;
        }
        return batch with { Events = events };
    }
#else
    public static bool Leaks => false;

    public static bool IsLate => false;

    public static SessionEndReport Later(Func<Task> end) => throw new InvalidOperationException("Not a test build.");

    public static EventBatch Break(EventBatch batch) => batch;
#endif
}
