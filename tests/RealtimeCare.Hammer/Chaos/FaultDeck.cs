namespace RealtimeCare.Hammer.Chaos;

/// <summary>Deals the kinds of faults in a random order in which each keeps its share.</summary>
internal sealed class FaultDeck(int count, Random random)
{
    private static readonly FaultKind[] Cards =
    [
        .. Enumerable.Repeat(FaultKind.Drop, 4), FaultKind.Down, FaultKind.Down, FaultKind.HalfOpen, FaultKind.HalfOpen, FaultKind.Squeeze, FaultKind.Squeeze,
        FaultKind.AppFreeze, FaultKind.AppFreeze, FaultKind.HostFreeze, FaultKind.Kill, FaultKind.Kill, FaultKind.HandOver, FaultKind.HandOver,
        FaultKind.Renew, FaultKind.Refuse, FaultKind.Refuse, FaultKind.Impostor, FaultKind.End, FaultKind.End,
    ];

    private readonly Lock gate = new();
    private readonly Queue<FaultKind> shuffled = new();
    private int left = count;

    /// <summary>The next one; null when all have been dealt.</summary>
    public FaultKind? Next()
    {
        lock (gate)
        {
            if (left-- <= 0) return null;
            if (shuffled.Count == 0)
            {
                FaultKind[] cards = [.. Cards];
                random.Shuffle(cards);
                foreach (var card in cards) shuffled.Enqueue(card);
            }

            return shuffled.Dequeue();
        }
    }
}
