namespace RealtimeCare.Cli.Demo.Ward;

/// <summary>Numbers that repeat for the same seed on every machine and runtime (SplitMix64). Never for keys.</summary>
internal sealed class SeededNumbers(int seed)
{
    private ulong state = unchecked((ulong)seed * 0x9E3779B97F4A7C15UL);

    /// <summary>A whole number from <paramref name="low"/> up to and without <paramref name="high"/>.</summary>
    public int Next(int low, int high) => low + (int)(Draw() % (ulong)(high - low));

    /// <summary>One of the given.</summary>
    public T Pick<T>(IReadOnlyList<T> of) => of[Next(0, of.Count)];

    /// <summary>True in one of <paramref name="times"/> cases.</summary>
    public bool OneIn(int times) => Next(0, times) == 0;

    private ulong Draw()
    {
        unchecked
        {
            var z = state += 0x9E3779B97F4A7C15UL;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }
}
