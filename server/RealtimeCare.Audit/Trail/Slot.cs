namespace RealtimeCare.Audit.Trail;

/// <summary>An entry's place in a batch that is not yet durable.</summary>
internal readonly record struct Slot(Batch Batch, int Place)
{
    /// <summary>The entry's index, once it is durable.</summary>
    public async ValueTask<long> DurableAsync(CancellationToken cancellationToken) =>
        await Batch.Durable.WaitAsync(cancellationToken) + Place;
}
