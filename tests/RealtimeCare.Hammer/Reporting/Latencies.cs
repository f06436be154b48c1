namespace RealtimeCare.Hammer.Reporting;

/// <summary>From the first attempt to publish until a client had it, in milliseconds, outside outages.</summary>
internal sealed class Latencies
{
    private readonly Lock gate = new();
    private readonly List<float> values = [];

    public void Add(long sentAt)
    {
        var milliseconds = (float)(Pause.SecondsSince(sentAt) * 1000);
        lock (gate) values.Add(milliseconds);
    }

    public Spread Spread()
    {
        lock (gate) return Reporting.Spread.Of(values.Select(value => (double)value));
    }
}
