namespace RealtimeCare.Identity.SignIn;

/// <summary>
/// As many password hashes at a time as there are cores, since each takes 19 MiB and a core; and one at a time for each name, so that a
/// burst cannot try more passwords than the lockout allows.
/// </summary>
internal sealed class PasswordTurns : IDisposable
{
    private const int Names = 256;
    private const int MostWaiting = 64;
    private int _signingIn;
    private readonly SemaphoreSlim _cores = new(Environment.ProcessorCount);
    private readonly SemaphoreSlim[] _names = [.. Enumerable.Range(0, Names).Select(_ => new SemaphoreSlim(1))];

    /// <summary>Waits for a core.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await _cores.WaitAsync(cancellationToken);
        return new Turn(_cores);
    }

    /// <summary>Waits until nobody else tries this name on this node.</summary>
    /// <summary>Whether so many sign-ins wait for a core that one more is turned away: a hash costs a core 35 ms, and a burst must not starve the rest.</summary>
    public bool IsCrowded => Volatile.Read(ref _signingIn) >= MostWaiting;

    public async Task<IDisposable> EnterNameAsync(string name, CancellationToken cancellationToken)
    {
        var gate = _names[(uint)StringComparer.OrdinalIgnoreCase.GetHashCode(name) % Names];
        Interlocked.Increment(ref _signingIn);
        try
        {
            await gate.WaitAsync(cancellationToken);
            return new Turn(gate, () => Interlocked.Decrement(ref _signingIn));
        }
        catch
        {
            Interlocked.Decrement(ref _signingIn);
            throw;
        }
    }

    public void Dispose()
    {
        _cores.Dispose();
        foreach (var gate in _names) gate.Dispose();
    }

    private sealed class Turn(SemaphoreSlim gate, Action? over = null) : IDisposable
    {
        private int _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) != 0) return;
            gate.Release();
            over?.Invoke();
        }
    }
}
