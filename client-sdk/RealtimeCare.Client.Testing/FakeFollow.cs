using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Testing;

/// <summary>A client's following of its person's own patients; a patient has the same subscription id within it for ever.</summary>
internal sealed class FakeFollow(Guid id, IReadOnlyList<string> topics, FollowFrom from, bool restricted)
{
    private readonly Dictionary<string, Guid> _ids = new(StringComparer.Ordinal);

    public Guid Id => id;

    public IReadOnlyList<string> Topics => topics;

    public FollowFrom From => from;

    public bool Restricted => restricted;

    public Guid IdOf(string patientId)
    {
        if (!_ids.TryGetValue(patientId, out var known)) _ids[patientId] = known = Guid.NewGuid();
        return known;
    }

    public void Know(string patientId, Guid subscriptionId) => _ids[patientId] = subscriptionId;
}
