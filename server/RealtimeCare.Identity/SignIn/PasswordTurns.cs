namespace RealtimeCare.Identity.SignIn;

/// <summary>
/// As many password hashes at a time as there are cores, since each takes 19 MiB and a core; and one at a time for each name, so that a
/// burst cannot try more passwords than the lockout allows.
/// </summary>
internal sealed class PasswordTurns : IDisposable
{
    private const int Names = 256;
    private readonly SemaphoreSlim _cores = new(Environment.ProcessorCount);
    private readonly SemaphoreSlim[] _names = [.. Enumerable.Range(0, Names).Select(_ => new SemaphoreSlim(1))];

    /// <summary>Waits for a core.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await _cores.WaitAsync(cancellationToken);
        return new Turn(_cores);
    }

    /// <summary>Waits until nobody else tries this name on this node.</summary>
    public async Task<IDisposable> EnterNameAsync(string name, CancellationToken cancellationToken)
    {
        var gate = _names[(uint)StringComparer.OrdinalIgnoreCase.GetHashCode(name) % Names];
        await gate.WaitAsync(cancellationToken);
        return new Turn(gate);
    }

    public void Dispose()
    {
        _cores.Dispose();
        foreach (var gate in _names) gate.Dispose();
    }

    private sealed class Turn(SemaphoreSlim gate) : IDisposable
    {
        private int _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0) gate.Release();
        }
    }
}
