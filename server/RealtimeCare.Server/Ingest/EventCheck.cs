using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using RealtimeCare.Contracts;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Policy.Shaping;
using RealtimeCare.Server.Problems;
using Observation = Hl7.Fhir.Model.Observation;

namespace RealtimeCare.Server.Ingest;

/// <summary>Checks an event to publish: first what stands around the resource, then, for those who may publish it, the resource.</summary>
internal static class EventCheck
{
    /// <summary>The resource's type, when everything around the resource is right.</summary>
    /// <remarks>MessagePack enforces no required member, and a resource is any text there.</remarks>
    public static Checked<string> CheckEnvelope(PublishRequest request, string? key, IReadOnlyDictionary<string, TopicRule> topics)
    {
        if (request.Topic is null) return Invalid("topic");
        if (!IsKey(key)) return Invalid("idempotencyKey");
        if (FindSubjectProblem(request) is { } place) return Invalid(place);
        if (!Enum.IsDefined(request.Class)) return Invalid("class");
        if (!Enum.IsDefined(request.Severity)) return Invalid("severity");
        if (!topics.TryGetValue(request.Topic, out var topic)) return new CodedProblem(ErrorCode.UnknownTopic) { Path = "topic" };
        if (!IsAcknowledgeable(request)) return Invalid("acknowledgeWithin");
        if (request.Corrects is not null && request.Retracts is not null) return Invalid("corrects");
        // What is taken back has no resource: a type of the topic stands for it where rights are decided.
        if (request.Retracts is not null) return request.Resource.IsEmpty && Enum.IsDefined(request.RetractReason) ? topic.ResourceTypes[0] : Invalid("retracts");
        if (request.Resource.IsEmpty) return Invalid("resource");
        var most = request.Class == EventClass.State ? IngestLimits.StateBytes : IngestLimits.ResourceBytes;
        if (request.Resource.Utf8.Length > most) return new CodedProblem(ErrorCode.TooLarge) { Path = "resource" };
        if (FindProblem(request.Resource.Utf8.Span) is { } code) return new CodedProblem(code) { Path = "resource" };
        if (JsonText.TopLevelText(request.Resource.Utf8.Span, "resourceType"u8) is not { } type)
            return new CodedProblem(ErrorCode.InvalidResource) { Path = "resource.resourceType" };
        return topic.ResourceTypes.Contains(type) ? type : new CodedProblem(ErrorCode.UnknownTopic) { Path = "resource.resourceType" };
    }

    /// <summary>The resource as it is kept, when it is valid FHIR R4.</summary>
    public static Checked<CheckedResource> CheckResource(PublishRequest request)
    {
        if (request.Retracts is not null) return new CheckedResource(default, null, null);
        var reading = FhirReader.Read(request.Resource.Utf8.Span);
        if (!reading.IsValid) return reading.Problem;
        if (request.Recipient is not null && !SubjectScan.Find(request.Resource.Utf8).IsClear)
            return new CodedProblem(ErrorCode.InvalidResource) { Path = "resource" };
        var stateKey = (reading.Value as Observation)?.Code?.Coding
            .Where(coding => !string.IsNullOrEmpty(coding.System) && !string.IsNullOrEmpty(coding.Code))
            .Select(coding => $"{coding.System}|{coding.Code}").FirstOrDefault();
        if (request.Class == EventClass.State && stateKey is null) return Invalid("resource.code.coding");
        return new CheckedResource(
            new FhirJson(JsonText.Minify(request.Resource.Utf8.Span)), request.Class == EventClass.State ? stateKey : null, reading.Value.TypeName);
    }

    /// <summary>Whether it names a patient in exactly one way.</summary>
    public static bool IsReference(PatientReference? reference) => reference switch
    {
        { Id: { } id, Identifier: null } => PatientId.TryParse(id, out _),
        { Id: null, Identifier: { } identifier } => IsIdentifier(identifier),
        _ => false,
    };

    /// <summary>Whether both parts of an identifier are there and not too long.</summary>
    public static bool IsIdentifier(PatientIdentifier identifier) =>
        identifier is { System.Length: > 0 and <= IngestLimits.IdentifierLength, Value.Length: > 0 and <= IngestLimits.IdentifierLength };

    // The latest value of a state takes the place of an unseen one, and what is taken back asks for nothing.
    private static bool IsAcknowledgeable(PublishRequest request) => request.AcknowledgeWithin is not { } seconds
        || (seconds is >= RealtimeCareProtocol.MinAcknowledgeSeconds and <= RealtimeCareProtocol.MaxAcknowledgeSeconds
            && request is { Class: EventClass.Durable, Retracts: null });

    /// <summary>It is about a patient or for a person; what is for a person has a topic of its own, and no latest state.</summary>
    private static string? FindSubjectProblem(PublishRequest request)
    {
        var isForInbox = request.Topic == RealtimeCareProtocol.InboxTopic;
        if (request.Recipient is null) return !IsReference(request.Patient) ? "patient" : isForInbox ? "topic" : null;
        if (request.Patient is not null || !SubjectId.TryParse(request.Recipient, out _)) return "recipient";
        if (!isForInbox) return "topic";
        return request.Class == EventClass.Durable ? null : "class";
    }

    private static ErrorCode? FindProblem(ReadOnlySpan<byte> utf8)
    {
        try
        {
            if (JsonText.DepthOf(utf8) > IngestLimits.ResourceDepth) return ErrorCode.TooLarge;
            // Text that is no Unicode would break whoever looks into it before the strict check does.
            return JsonText.IsUnicode(utf8) ? null : ErrorCode.InvalidResource;
        }
        catch (JsonException)
        {
            return ErrorCode.InvalidRequest;
        }
    }

    /// <summary>Whether it can be an idempotency key.</summary>
    public static bool IsKey([NotNullWhen(true)] string? key) =>
        key is { Length: > 0 and <= IngestLimits.KeyLength } && key.All(letter => letter is > ' ' and <= '~');

    private static CodedProblem Invalid(string path) => new(ErrorCode.InvalidRequest) { Path = path };
}

/// <summary>A resource that is valid FHIR R4.</summary>
/// <param name="Json">Its bytes as its publisher wrote them, without white space between tokens.</param>
/// <param name="StateKey">For a state event, the code that the latest value wins by.</param>
/// <param name="Type">Its type; null where there is no resource.</param>
internal sealed record CheckedResource(FhirJson Json, string? StateKey, string? Type);
