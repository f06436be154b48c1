using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RealtimeCare.Audit.Chain;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Audit.Verification;

namespace RealtimeCare.Tests.Audit;

/// <summary>A folder of its own with a trail in it, a clock that stands still, and a disk that does what it is told.</summary>
internal sealed class TrailDesk : IDisposable
{
    /// <summary>In memory where there is such a folder: thousands of synchronous writes would wait for a disk that no test looks at.</summary>
    private static readonly string Root = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    public TrailDesk(long segmentBytes = 1 << 20, string log = "node")
    {
        Folder = Path.Combine(Root, "trail-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(Folder);
        Options = new AuditTrailOptions { Folder = Folder, Log = log, SegmentBytes = segmentBytes };
    }

    public string Folder { get; }

    public AuditTrailOptions Options { get; }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero));

    public TroubledDisk Disk { get; } = new();

    public string LogFolder => Path.Combine(Folder, Options.Log);

    public IReadOnlyList<string> Segments => [.. Directory.GetFiles(LogFolder, "*.trail").Order(StringComparer.Ordinal)];

    public string Segment => Assert.Single(Segments);

    public static Entry Some(string operation = "stream.subscribe") => new()
    {
        Kind = EntryKinds.Invocation,
        Outcome = EntryOutcome.Success,
        At = new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero),
        Tenant = "north",
        Actor = "nurse-17",
        Operation = operation,
    };

    public async Task<FileAuditTrail> OpenAsync()
    {
        var trail = Make();
        try
        {
            await trail.OpenAsync(TestContext.Current.CancellationToken);
            return trail;
        }
        catch
        {
            await trail.DisposeAsync();
            throw;
        }
    }

    public FileAuditTrail Make() => new(Options, Time, NullLogger.Instance, new TrailMetrics(new NoMeters()), Disk);

    /// <summary>One run of a node: opens the log, writes entries one after the other, closes it.</summary>
    public async Task<TrailHead> WriteAsync(int entries)
    {
        await using var trail = await OpenAsync();
        for (var at = 0; at < entries; at++)
            await trail.AppendAsync(Some(), TestContext.Current.CancellationToken);
        return trail.Head!;
    }

    /// <summary>A run that ends as if the process had been killed: nothing is closed, no last entry, the space still taken.</summary>
    public async Task CrashAfterAsync(int entries)
    {
        var trail = await OpenAsync();
        for (var at = 0; at < entries; at++)
            await trail.AppendAsync(Some(), TestContext.Current.CancellationToken);
        Disk.Freeze();
        await trail.DisposeAsync();
        Disk.Thaw();
    }

    /// <summary>Appends as often as it takes for the trail to come back, one second of the clock each.</summary>
    public async Task<Receipt> AppendWhenBackAsync(IAuditTrail trail)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            try
            {
                return await trail.AppendAsync(Some("after"), TestContext.Current.CancellationToken);
            }
            catch (TrailUnavailableException) when (!patience.IsCancellationRequested)
            {
                Time.Advance(TimeSpan.FromSeconds(1));
                await Task.Yield();
            }
        }
    }

    public VerificationReport Verify(TrailVerificationOptions? options = null) => TrailVerifier.Verify(Folder, options);

    public IReadOnlyList<VerifiedEntry> Entries() => [.. TrailVerifier.ReadEntries(Folder)];

    public void AssertValid()
    {
        var report = Verify();

        Assert.Empty(report.Problems);
        Assert.True(report.IsValid);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private sealed class NoMeters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
        }
    }
}
