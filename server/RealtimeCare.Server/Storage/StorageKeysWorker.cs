using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RealtimeCare.Audit.Chain;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Server.Storage;

/// <summary>Looks four times a second whether the file of storage keys has new ones, and uses the last of them from then on.</summary>
/// <remarks>
/// A file that is damaged, lacks a key that is in use or cannot be made durable changes nothing and raises an alert: this node goes on
/// with what it has.
/// </remarks>
internal sealed class StorageKeysWorker(StorageKeys keys, IAuditTrail trail, TimeProvider time, ILogger<StorageKeysWorker> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private byte[] known = [];
    private byte[] last = [];
    private byte[] unsynced = [];
    private bool isUnsyncedRecorded;
    private bool isStartRecorded;

    /// <summary>Makes the key file durable.</summary>
    internal Action<string> Sync { get; init; } = static path =>
    {
        // Whoever may read it may sync it, but on Windows.
        var access = OperatingSystem.IsWindows() ? FileAccess.ReadWrite : FileAccess.Read;
        using (var file = File.OpenHandle(path, FileMode.Open, access)) RandomAccess.FlushToDisk(file);
        DirectorySync.Flush(Path.GetDirectoryName(path)!);
    };

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do await LookAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
    }

    /// <summary>Takes what has stayed the same since the last look: a file that is being replaced may be anything for a moment.</summary>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        // A key that came while the node was down is in use from its start.
        isStartRecorded = isStartRecorded || await TryRecordAsync(About(EntryOutcome.Success, "key-in-use") with { Count = keys.CurrentId }, cancellationToken);
        var file = Read();
        var isSettled = file.AsSpan().SequenceEqual(last);
        last = file;
        if (isSettled && !file.AsSpan().SequenceEqual(known) && await TakeAsync(file, cancellationToken)) known = file;
    }

    /// <summary>False when it is not done yet and must be tried again.</summary>
    private async Task<bool> TakeAsync(byte[] file, CancellationToken cancellationToken)
    {
        try
        {
            if (keys.Read(file) is not { } next) return true;
            // Nothing is encrypted with a key that a power cut could take away again.
            Sync(keys.Path);
            await trail.AppendAsync(About(EntryOutcome.Success, "key-added") with { Count = next.CurrentId }, cancellationToken);
            keys.Use(next);
            log.StorageKeyAdded(next.CurrentId);
            return true;
        }
        catch (InvalidDataException unusable)
        {
            log.StorageKeysRefused(unusable.Message);
            return await TryRecordAsync(About(EntryOutcome.Failed, "keys-refused"), cancellationToken);
        }
        catch (TrailUnavailableException)
        {
            return false;
        }
        catch (Exception unsafeYet) when (unsafeYet is IOException or UnauthorizedAccessException)
        {
            await TellUnsyncedAsync(file, unsafeYet, cancellationToken);
            return false;
        }
    }

    /// <summary>Once for each version of the file, since it is tried again four times a second.</summary>
    private async Task TellUnsyncedAsync(byte[] file, Exception exception, CancellationToken cancellationToken)
    {
        if (!file.AsSpan().SequenceEqual(unsynced))
        {
            (unsynced, isUnsyncedRecorded) = (file, false);
            log.StorageKeyUnsynced(exception);
        }

        isUnsyncedRecorded = isUnsyncedRecorded || await TryRecordAsync(About(EntryOutcome.Failed, "keys-unsynced"), cancellationToken);
    }

    private async Task<bool> TryRecordAsync(Entry entry, CancellationToken cancellationToken)
    {
        try
        {
            await trail.AppendAsync(entry, cancellationToken);
            return true;
        }
        catch (TrailUnavailableException)
        {
            return false;
        }
    }

    private byte[] Read()
    {
        try
        {
            return File.ReadAllBytes(keys.Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private Entry About(EntryOutcome outcome, string reason) =>
        new() { Kind = EntryKinds.StorageKeysChanged, Outcome = outcome, At = time.GetUtcNow(), Reason = reason };
}
