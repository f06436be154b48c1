using System.Net.WebSockets;
using MessagePack;
using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Hubs;

namespace RealtimeCare.Benchmarks.Wire;

/// <summary>
/// A client of the care hub by PROTOCOL.md. It acknowledges as the SDK does: when a quarter of the window was received, or after a
/// second.
/// </summary>
internal sealed class CareFollower : IHubListener
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);
    private readonly Lock gate = new();
    private const string AckStream = "acknowledgements";
    private readonly TaskCompletionSource<string> welcomed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<long> ending = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<Guid, (long Through, long StateThrough)> unacknowledged = [];
    private int events;
    private long bytes;

    public Tally Tally { get; } = new();

    /// <summary>The connection's token, once the welcome has come.</summary>
    public Task<string> Welcomed => welcomed.Task;

    /// <summary>When the server said that it ends the connection, as a timestamp.</summary>
    public Task<long> Ending => ending.Task;

    public HubSocket Socket { get; private set; } = null!;

    /// <summary>Connects, waits for the welcome and opens the acknowledgements.</summary>
    public static async Task<CareFollower> OpenAsync(HubAddress address, CancellationToken cancellationToken)
    {
        var follower = new CareFollower();
        follower.Socket = await HubSocket.OpenAsync(address, follower, cancellationToken);
        var token = await follower.Welcomed.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
        await follower.Socket.SendAsync(
            Frames.CallOf(nameof(ICareHub.Acknowledge), 0, Request(token), AckStream), cancellationToken);
        _ = follower.AcknowledgeInTimeAsync();
        return follower;
    }

    /// <summary>The one argument of every call: the envelope and what the call needs besides.</summary>
    public static Frames.Content Request(string token, int more = 0, Frames.Content? fields = null) => (ref MessagePackWriter writer) =>
    {
        writer.WriteArrayHeader(1);
        writer.WriteMapHeader(2 + more);
        writer.Write("invocationId");
        writer.Write(Guid.NewGuid().ToString());
        writer.Write("connectionToken");
        writer.Write(token);
        fields?.Invoke(ref writer);
    };

    /// <summary>Follows one topic of a patient from now on.</summary>
    public async Task FollowAsync(string patientId, string topic, CancellationToken cancellationToken)
    {
        var request = Request(await Welcomed, 4, (ref MessagePackWriter writer) =>
        {
            writer.Write("subscriptionId");
            writer.Write(Guid.NewGuid().ToString());
            writer.Write("patient");
            writer.WriteMapHeader(1);
            writer.Write("id");
            writer.Write(patientId);
            writer.Write("topics");
            writer.WriteArrayHeader(1);
            writer.Write(topic);
            writer.Write("from");
            writer.Write("now");
        });
        await Socket.InvokeAsync(nameof(ICareHub.Subscribe), request, cancellationToken);
    }

    /// <summary>Goes on with patients of whom everything was read. It fails when one of them is not resumed.</summary>
    public async Task ResumeAsync(IReadOnlyList<ReadTo> patients, string topic, CancellationToken cancellationToken)
    {
        var request = Request(await Welcomed, 1, (ref MessagePackWriter writer) =>
        {
            writer.Write("subscriptions");
            writer.WriteArrayHeader(patients.Count);
            foreach (var patient in patients) Write(ref writer, patient, topic);
        });
        var answer = await Socket.InvokeAsync(nameof(ICareHub.Resume), request, cancellationToken);
        if (CountOf(answer.Span, "resumed"u8) != patients.Count) throw new InvalidOperationException("Not every patient was resumed.");
    }

    public void Take(ReadOnlySpan<byte> method, ref MessagePackReader arguments)
    {
        if (method.SequenceEqual("Events"u8)) TakeBatch(ref arguments);
        else if (method.SequenceEqual("Welcome"u8)) welcomed.TrySetResult(TextOf(ref arguments, "connectionToken") ?? "");
        else if (method.SequenceEqual("ConnectionEnding"u8) || method.SequenceEqual("SessionEnding"u8))
            ending.TrySetResult(TimeProvider.System.GetTimestamp());
    }

    public ValueTask TakenAsync(HubSocket socket, bool isIdle)
    {
        lock (gate)
        {
            if (events < RealtimeCareProtocol.MaxUnacknowledgedEvents / 4 && bytes < RealtimeCareProtocol.MaxUnacknowledgedBytes / 4) return default;
        }

        return AcknowledgeAsync();
    }

    /// <summary>Looks once a second whether anything waits.</summary>
    private async Task AcknowledgeInTimeAsync()
    {
        using var timer = new PeriodicTimer(LongestWait);
        while (!Socket.Closed.IsCompleted)
        {
            await timer.WaitForNextTickAsync();
            try
            {
                await AcknowledgeAsync();
            }
            catch (Exception exception) when (exception is WebSocketException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
        }
    }

    private async ValueTask AcknowledgeAsync()
    {
        KeyValuePair<Guid, (long Through, long StateThrough)>[] due;
        lock (gate)
        {
            due = [.. unacknowledged];
            unacknowledged.Clear();
            (events, bytes) = (0, 0);
        }

        foreach (var (id, read) in due) await Socket.SendAsync(Acknowledge(id, read.Through, read.StateThrough), CancellationToken.None);
    }

    private void TakeBatch(ref MessagePackReader reader)
    {
        Guid id = default;
        var (through, stateThrough, count) = (0L, 0L, 0);
        reader.ReadArrayHeader();
        for (var fields = reader.ReadMapHeader(); fields > 0; fields--)
        {
            reader.TryReadStringSpan(out var name);
            if (name.SequenceEqual("subscriptionId"u8)) id = Guid.Parse(reader.ReadString()!);
            else if (name.SequenceEqual("through"u8)) through = reader.ReadInt64();
            else if (name.SequenceEqual("stateThrough"u8)) stateThrough = reader.ReadInt64();
            else if (name.SequenceEqual("events"u8)) count = CountOf(ref reader);
            else reader.Skip();
        }

        lock (gate)
        {
            unacknowledged[id] = (through, stateThrough);
            events += count;
            bytes += reader.Sequence.Length;
        }

        Tally.Add(count);
    }

    private static int CountOf(ref MessagePackReader reader)
    {
        var count = reader.CreatePeekReader().ReadArrayHeader();
        reader.Skip();
        return count;
    }

    private static int CountOf(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word)
    {
        var count = 0;
        for (var at = text.IndexOf(word); at >= 0; at = text.IndexOf(word), count++) text = text[(at + word.Length)..];
        return count;
    }

    private static void Write(ref MessagePackWriter writer, ReadTo patient, string topic)
    {
        writer.WriteMapHeader(5);
        writer.Write("subscriptionId");
        writer.Write(Guid.NewGuid().ToString());
        writer.Write("patientId");
        writer.Write(patient.PatientId);
        writer.Write("topics");
        writer.WriteArrayHeader(1);
        writer.Write(topic);
        writer.Write("after");
        writer.WriteMapHeader(2);
        writer.Write("epoch");
        writer.Write(patient.Epoch);
        writer.Write("offset");
        writer.Write(patient.Offset);
        writer.Write("stateAfter");
        writer.Write(0L);
    }

    private static byte[] Acknowledge(Guid id, long through, long stateThrough) => Frames.ItemOf(AckStream, (ref MessagePackWriter writer) =>
    {
        writer.WriteMapHeader(3);
        writer.Write("subscriptionId");
        writer.Write(id.ToString());
        writer.Write("through");
        writer.Write(through);
        writer.Write("stateThrough");
        writer.Write(stateThrough);
    });

    private static string? TextOf(ref MessagePackReader reader, string wanted)
    {
        reader.ReadArrayHeader();
        string? found = null;
        for (var fields = reader.ReadMapHeader(); fields > 0; fields--)
        {
            if (reader.ReadString() == wanted) found = reader.ReadString();
            else reader.Skip();
        }

        return found;
    }
}
