using RealtimeCare.Contracts.Messages;
using RealtimeCare.Hammer.Checks;

namespace RealtimeCare.Hammer.Following;

/// <summary>One followed patient as PROTOCOL.md wants a client to keep it: the read position, and the rule for batches without mercy.</summary>
internal sealed class WireSubscription(int patient)
{
    public int Patient => patient;

    public Guid Id { get; private set; } = Guid.NewGuid();

    /// <summary>Whether the session that is signed in now has it.</summary>
    public bool IsGranted { get; set; }

    /// <summary>Where reading goes on; null before the first grant.</summary>
    public Position? After { get; set; }

    public long StateAfter { get; private set; }

    /// <summary>Another session follows on from the same place.</summary>
    public void Leave()
    {
        Id = Guid.NewGuid();
        IsGranted = false;
    }

    /// <summary>Takes a batch; every event that does not join is told to the inbox.</summary>
    public void Take(EventBatch batch, Inbox inbox)
    {
        // The first batch may overtake the answer that says where it starts; everything is followed from the start.
        if (After is null && batch.Previous == 0) After = new Position { Epoch = batch.Epoch, Offset = 0 };
        if (After is not { } after || batch.Epoch != after.Epoch || batch.Previous > after.Offset || batch.Through < batch.Previous)
        {
            inbox.Add(FindingKind.Gap, $"{batch} of epoch {batch.Epoch} at {After?.Epoch}/{After?.Offset}");
            return;
        }

        foreach (var one in batch.Events)
        {
            if (one.Class == EventClass.Durable && (one.Offset <= batch.Previous || one.Offset > batch.Through))
                inbox.Add(FindingKind.Reordered, $"{one} in a {batch}");
            inbox.Take(patient, one);
        }

        After = after with { Offset = Math.Max(after.Offset, batch.Through) };
        StateAfter = Math.Max(StateAfter, batch.StateThrough);
    }
}
