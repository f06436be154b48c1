using System.Collections.Concurrent;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using MessagePack;

namespace RealtimeCare.Benchmarks.Wire;

/// <summary>
/// One connection to a hub: a web socket and the MessagePack hub protocol, and nothing else, so that what is measured is the
/// server and not the client.
/// </summary>
internal sealed class HubSocket : IAsyncDisposable
{
    private const byte EndOfHandshake = 0x1E;

    private readonly ClientWebSocket socket = new();
    private readonly SemaphoreSlim sending = new(1, 1);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<ReadOnlyMemory<byte>>> waiting = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IHubListener? listener;
    private TaskCompletionSource? thaw;
    private Task reading = Task.CompletedTask;
    private byte[] buffer = new byte[4096];
    private int length;
    private int calls;

    private HubSocket(IHubListener? listener) => this.listener = listener;

    /// <summary>Completes when the connection is over, from whichever side.</summary>
    public Task Closed => closed.Task;

    /// <summary>Connects and shakes hands.</summary>
    public static async Task<HubSocket> OpenAsync(HubAddress address, IHubListener? listener, CancellationToken cancellationToken)
    {
        var hub = new HubSocket(listener);
        try
        {
            if (address.Subprotocol is { } subprotocol) hub.socket.Options.AddSubProtocol(subprotocol);
            if (address.Token is { } token) hub.socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
            hub.socket.Options.KeepAliveInterval = TimeSpan.Zero;
            await hub.socket.ConnectAsync(address.Url, address.Http, cancellationToken);
            await hub.SendAsync(Frames.Handshake, cancellationToken);
            await hub.ReadHandshakeAsync(cancellationToken);
            hub.reading = Task.Run(hub.ReadAsync, CancellationToken.None);
            return hub;
        }
        catch
        {
            await hub.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends one or several whole frames.</summary>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> frames, CancellationToken cancellationToken)
    {
        await sending.WaitAsync(cancellationToken);
        try
        {
            await socket.SendAsync(frames, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
        }
        finally
        {
            sending.Release();
        }
    }

    /// <summary>Calls a method and gives the bytes of its answer; a refusal is an exception.</summary>
    public async Task<ReadOnlyMemory<byte>> InvokeAsync(string method, Frames.Content arguments, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref calls);
        var answer = new TaskCompletionSource<ReadOnlyMemory<byte>>(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting[id] = answer;
        await SendAsync(Frames.CallOf(method, id, arguments), cancellationToken);
        return await answer.Task.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
    }

    /// <summary>Reads nothing more until <see cref="Thaw"/>.</summary>
    public void Freeze() => thaw = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Thaw() => Interlocked.Exchange(ref thaw, null)?.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Thaw();
        await stopping.CancelAsync();
        // Also what is being sent: nobody may be reading at the other end.
        socket.Abort();
        await reading;
        socket.Dispose();
        sending.Dispose();
        stopping.Dispose();
    }

    private async Task ReadHandshakeAsync(CancellationToken cancellationToken)
    {
        while (Array.IndexOf(buffer, EndOfHandshake, 0, length) < 0)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
            if (received.MessageType == WebSocketMessageType.Close) throw new InvalidOperationException("The hub closed during the handshake.");
            length += received.Count;
        }

        var end = Array.IndexOf(buffer, EndOfHandshake, 0, length) + 1;
        var answer = Encoding.UTF8.GetString(buffer, 0, end - 1);
        if (answer != "{}") throw new InvalidOperationException($"The hub refused the handshake: {answer}");
        Drop(end);
    }

    private async Task ReadAsync()
    {
        try
        {
            await TakeAllAsync();
            while (true)
            {
                if (thaw is { } frozen) await frozen.Task;
                if (length == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
                var received = await socket.ReceiveAsync(buffer.AsMemory(length), stopping.Token);
                if (received.MessageType == WebSocketMessageType.Close) break;
                length += received.Count;
                await TakeAllAsync();
            }
        }
        catch (Exception exception) when (stopping.IsCancellationRequested || exception is WebSocketException or IOException)
        {
            // The connection is over.
        }
        catch (Exception exception)
        {
            await Console.Error.WriteLineAsync($"A connection broke: {exception}");
        }
        finally
        {
            socket.Abort();
            closed.TrySetResult();
            foreach (var answer in waiting.Values) answer.TrySetException(new IOException("The connection closed before the answer came."));
        }
    }

    private ValueTask TakeAllAsync()
    {
        var taken = 0;
        while (Frames.TryReadLength(buffer.AsSpan(taken, length - taken), out var size, out var header))
        {
            Take(buffer.AsMemory(taken + header, size));
            taken += header + size;
        }

        Drop(taken);
        return taken > 0 && listener is not null ? listener.TakenAsync(this, length == 0) : ValueTask.CompletedTask;
    }

    private void Take(ReadOnlyMemory<byte> message)
    {
        var reader = new MessagePackReader(message);
        reader.ReadArrayHeader();
        switch (reader.ReadInt32())
        {
            case Frames.Call:
                reader.Skip();
                reader.Skip();
                reader.TryReadStringSpan(out var method);
                listener?.Take(method, ref reader);
                break;
            case Frames.Answer:
                reader.Skip();
                Complete(message, ref reader);
                break;
            case Frames.Close:
                closed.TrySetResult();
                break;
            default:
                break;
        }
    }

    private void Complete(ReadOnlyMemory<byte> message, ref MessagePackReader reader)
    {
        var id = int.Parse(reader.ReadString()!, CultureInfo.InvariantCulture);
        if (!waiting.TryRemove(id, out var answer)) return;
        var kind = reader.ReadInt32();
        if (kind == 1) answer.TrySetException(new InvalidOperationException($"Refused: {reader.ReadString()}"));
        else answer.TrySetResult(kind == 2 ? default : message[(int)reader.Consumed..].ToArray());
    }

    private void Drop(int taken)
    {
        if (taken == 0) return;
        buffer.AsSpan(taken, length - taken).CopyTo(buffer);
        length -= taken;
    }
}
