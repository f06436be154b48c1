namespace RealtimeCare.Policy.Access;

/// <summary>Walks a list without an enumerator on the heap: a decision allocates nothing beyond its result.</summary>
internal readonly struct Listed<T>(IReadOnlyList<T> list)
{
    public Walker GetEnumerator() => new(list);

    public struct Walker(IReadOnlyList<T> list)
    {
        private int next;

        public T Current { get; private set; } = default!;

        public bool MoveNext()
        {
            if (next >= list.Count) return false;
            Current = list[next++];
            return true;
        }
    }
}

internal static class ListedExtensions
{
    /// <summary>The same list, for a <c>foreach</c> that allocates nothing.</summary>
    public static Listed<T> Each<T>(this IReadOnlyList<T> list) => new(list);
}
