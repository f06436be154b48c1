using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Connecting;

/// <summary>
/// Reads events, which are nearly all that a client receives. Generated code puts each value of a record into a box first, since its
/// properties are set once; that was a quarter of what an event allocated. Whatever else is to be read or written is generated.
/// </summary>
internal sealed class CareEventReader(JsonSerializerOptions generated) : JsonConverter<CareEvent>
{
    private readonly JsonTypeInfo<CareEvent> _generated = Of<CareEvent>(generated);
    private readonly JsonConverter<FhirJson> _resource = (JsonConverter<FhirJson>)Of<FhirJson>(generated).Converter;
    private readonly JsonConverter<EventClass> _class = (JsonConverter<EventClass>)Of<EventClass>(generated).Converter;
    private readonly JsonConverter<EventSeverity> _severity = (JsonConverter<EventSeverity>)Of<EventSeverity>(generated).Converter;
    private readonly JsonConverter<RetractReason> _retractReason = (JsonConverter<RetractReason>)Of<RetractReason>(generated).Converter;
    private readonly JsonTypeInfo<IReadOnlyList<string>> _notices = Of<IReadOnlyList<string>>(generated);
    private readonly string[] _topics = new string[64];

    public override CareEvent Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("An event is a JSON object.");
        var draft = default(Draft);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!TakeUsual(ref reader, ref draft) && !TakeRare(ref reader, ref draft)) reader.Skip();
        }

        return draft.ToEvent();
    }

    public override void Write(Utf8JsonWriter writer, CareEvent value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, _generated);

    private static JsonTypeInfo<T> Of<T>(JsonSerializerOptions options) => (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));

    private bool TakeUsual(ref Utf8JsonReader reader, ref Draft draft)
    {
        if (Is(ref reader, "eventId"u8)) draft.EventId = reader.GetGuid();
        else if (Is(ref reader, "offset"u8)) draft.Offset = reader.GetInt64();
        else if (Is(ref reader, "stateVersion"u8)) draft.StateVersion = reader.GetInt64();
        else if (Is(ref reader, "topic"u8)) draft.Topic = TopicOf(ref reader);
        else if (Is(ref reader, "class"u8)) draft.Class = _class.Read(ref reader, typeof(EventClass), Options);
        else if (Is(ref reader, "severity"u8)) draft.Severity = _severity.Read(ref reader, typeof(EventSeverity), Options);
        else if (Is(ref reader, "publishedAt"u8)) draft.PublishedAt = reader.GetDateTimeOffset();
        else if (Is(ref reader, "isRetracted"u8)) draft.IsRetracted = reader.GetBoolean();
        else if (Is(ref reader, "repeated"u8)) draft.Repeated = reader.GetBoolean();
        else if (Is(ref reader, "withheld"u8)) draft.Withheld = reader.GetInt32();
        else if (Is(ref reader, "resource"u8)) draft.Resource = _resource.Read(ref reader, typeof(FhirJson), Options);
        else return false;
        return true;
    }

    private bool TakeRare(ref Utf8JsonReader reader, ref Draft draft)
    {
        if (Is(ref reader, "observedAt"u8)) draft.ObservedAt = IsNull(ref reader) ? null : reader.GetDateTimeOffset();
        else if (Is(ref reader, "corrects"u8)) draft.Corrects = IsNull(ref reader) ? null : reader.GetInt64();
        else if (Is(ref reader, "retracts"u8)) draft.Retracts = IsNull(ref reader) ? null : reader.GetInt64();
        else if (Is(ref reader, "retractReason"u8)) draft.RetractReason = IsNull(ref reader) ? null : _retractReason.Read(ref reader, typeof(RetractReason), Options);
        else if (Is(ref reader, "acknowledgeBy"u8)) draft.AcknowledgeBy = IsNull(ref reader) ? null : reader.GetDateTimeOffset();
        else if (Is(ref reader, "notices"u8)) draft.Notices = JsonSerializer.Deserialize(ref reader, _notices);
        else if (Is(ref reader, "consentReference"u8)) draft.ConsentReference = reader.GetString();
        else return false;
        return true;
    }

    private JsonSerializerOptions Options => _generated.Options;

    // There are few topics, and an event of each comes again and again: what was read last of a name that looks like it is asked first.
    private string? TopicOf(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String || reader.HasValueSequence || reader.ValueSpan.IsEmpty) return reader.GetString();
        ref var known = ref _topics[(reader.ValueSpan.Length * 31 + reader.ValueSpan[0]) % _topics.Length];
        var before = Volatile.Read(ref known);
        if (before is not null && reader.ValueTextEquals(before)) return before;
        return known = reader.GetString()!;
    }

    private static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) => reader.ValueTextEquals(name) && reader.Read();

    private static bool IsNull(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.Null;

    /// <summary>What was read so far.</summary>
    private struct Draft
    {
        public Guid? EventId;
        public long? Offset;
        public long StateVersion;
        public string? Topic;
        public EventClass? Class;
        public EventSeverity? Severity;
        public DateTimeOffset? PublishedAt;
        public DateTimeOffset? ObservedAt;
        public long? Corrects;
        public long? Retracts;
        public RetractReason? RetractReason;
        public bool IsRetracted;
        public bool Repeated;
        public DateTimeOffset? AcknowledgeBy;
        public int Withheld;
        public IReadOnlyList<string>? Notices;
        public string? ConsentReference;
        public FhirJson? Resource;

        public readonly CareEvent ToEvent() => new()
        {
            EventId = EventId ?? throw Missing("eventId"),
            Offset = Offset ?? throw Missing("offset"),
            StateVersion = StateVersion,
            Topic = Topic ?? throw Missing("topic"),
            Class = Class ?? throw Missing("class"),
            Severity = Severity ?? throw Missing("severity"),
            PublishedAt = PublishedAt ?? throw Missing("publishedAt"),
            ObservedAt = ObservedAt,
            Corrects = Corrects,
            Retracts = Retracts,
            RetractReason = RetractReason,
            IsRetracted = IsRetracted,
            Repeated = Repeated,
            AcknowledgeBy = AcknowledgeBy,
            Withheld = Withheld,
            Notices = Notices,
            ConsentReference = ConsentReference,
            Resource = Resource ?? throw Missing("resource"),
        };

        private static JsonException Missing(string name) => new($"An event has no {name}.");
    }
}
