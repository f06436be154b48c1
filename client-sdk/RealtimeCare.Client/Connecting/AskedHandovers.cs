using System.Threading.Channels;

namespace RealtimeCare.Client.Connecting;

/// <summary>Handovers that were asked for and wait for the worker.</summary>
internal sealed class AskedHandovers
{
    private readonly Channel<TaskCompletionSource> _asked = Channel.CreateUnbounded<TaskCompletionSource>();

    /// <summary>Completes when one was asked for.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _asked.Reader.WaitToReadAsync(cancellationToken).AsTask();

    /// <summary>Asks for one and waits until it was made.</summary>
    public Task AskAsync(CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_asked.Writer.TryWrite(done)) throw new InvalidOperationException("The client has stopped.");
        return done.Task.WaitAsync(cancellationToken);
    }

    public List<TaskCompletionSource> Take()
    {
        var asked = new List<TaskCompletionSource>();
        while (_asked.Reader.TryRead(out var one)) asked.Add(one);
        return asked;
    }

    /// <summary>None of those that wait is made.</summary>
    public void Refuse() => Take().ForEach(done => done.TrySetCanceled());

    /// <summary>None is made any more.</summary>
    public void Close()
    {
        _asked.Writer.TryComplete();
        Refuse();
    }
}
