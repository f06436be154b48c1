using System.Collections.Concurrent;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Streams;

namespace RealtimeCare.Server.Storage;

/// <summary>A draft with the keyed hashes that it is looked up by, made before it waits for the writer.</summary>
/// <param name="PublisherKey">Of the publisher's own key of the event.</param>
/// <param name="Content">Tells whether an event under the same key is the same.</param>
/// <param name="Author">Of who publishes.</param>
/// <param name="StateKey">Of a state event, what it is the latest of.</param>
internal sealed record KeyedDraft(EventDraft Draft, byte[] PublisherKey, byte[] Content, byte[] Author, byte[]? StateKey);

/// <summary>Makes the keyed hashes of drafts.</summary>
internal sealed class DraftHashes(LookupHash hash)
{
    private readonly ConcurrentDictionary<(TenantId Tenant, SubjectId Publisher), byte[]> authors = new();

    public KeyedDraft Of(EventDraft draft)
    {
        var tenant = draft.Stream.Tenant;
        var author = authors.GetOrAdd((tenant, draft.Publisher), static (one, hash) => hash.Of(one.Tenant, "author", one.Publisher.Value), hash);
        return new KeyedDraft(
            draft,
            hash.Of(tenant, "publisher", draft.Publisher.Value, draft.IdempotencyKey),
            hash.Of(tenant, draft.ContentHash.Span),
            author,
            draft.Class == EventClass.State ? hash.Of(tenant, "state", draft.Topic, draft.StateKey ?? "") : null);
    }
}
