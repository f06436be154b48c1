using RealtimeCare.Hammer.Following;
using RealtimeCare.Hammer.Hosts;
using RealtimeCare.Hammer.Publishing;

namespace RealtimeCare.Hammer.Reporting;

/// <summary>What is read once a second: the host's memory and how far clients that are connected are behind.</summary>
internal sealed class Gauges(HammeredHost host, Ledger ledger, IReadOnlyList<IFollower> followers)
{
    private const double Megabyte = 1024 * 1024;

    public double MemoryBegin { get; private set; }

    public double MemoryEnd { get; private set; }

    public double MemoryPeak { get; private set; }

    /// <summary>When everybody has gone.</summary>
    public double MemoryAfter { get; private set; }

    /// <summary>Events that the last one of the connected clients had still to get, at worst.</summary>
    public int LagPeak { get; private set; }

    public int Delivered => followers.Sum(one => one.Inbox.Count);

    public int Live => followers.Count(one => one.LiveSince != 0);

    public void End() => MemoryAfter = Memory();

    public void Begin() => MemoryBegin = MemoryEnd = MemoryPeak = Memory();

    /// <summary>Reads them; the lag only when all clients have been connected for a while.</summary>
    public void Read()
    {
        if (Memory() is var memory && memory > 0) MemoryEnd = memory;
        MemoryPeak = Math.Max(MemoryPeak, memory);
        if (followers.Any(one => one.LiveSince == 0 || Pause.SecondsSince(one.LiveSince) < 1)) return;
        var counts = followers.Select(one => one.Inbox.Count).ToList();
        LagPeak = Math.Max(LagPeak, counts.Max() - counts.Min());
    }

    public int Published => ledger.Acknowledged;

    private double Memory() => Math.Round(host.ResidentBytes / Megabyte, 1);
}
