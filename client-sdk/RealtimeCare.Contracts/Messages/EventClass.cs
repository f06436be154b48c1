using System.Runtime.Serialization;
using System.Text.Json.Serialization;

namespace RealtimeCare.Contracts.Messages;

/// <summary>How an event is kept.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EventClass>))]
public enum EventClass
{
    /// <summary>Kept with an offset, replayed and acknowledged: results, alerts, admissions, messages.</summary>
    [EnumMember(Value = "durable"), JsonStringEnumMemberName("durable")] Durable,

    /// <summary>The latest value per patient and code wins: monitor vitals. A slow reader gets the newest, not the backlog.</summary>
    [EnumMember(Value = "state"), JsonStringEnumMemberName("state")] State,
}

/// <summary>How urgent an event is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EventSeverity>))]
public enum EventSeverity
{
    /// <summary>Nothing to hurry for.</summary>
    [EnumMember(Value = "routine"), JsonStringEnumMemberName("routine")] Routine,

    /// <summary>Should be looked at soon.</summary>
    [EnumMember(Value = "warning"), JsonStringEnumMemberName("warning")] Warning,

    /// <summary>Must be looked at now.</summary>
    [EnumMember(Value = "critical"), JsonStringEnumMemberName("critical")] Critical,
}

/// <summary>Where following starts when no position is given.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FollowFrom>))]
public enum FollowFrom
{
    /// <summary>Only what is published from now on (and the latest state).</summary>
    [EnumMember(Value = "now"), JsonStringEnumMemberName("now")] Now,

    /// <summary>Everything that is kept, from the first event.</summary>
    [EnumMember(Value = "start"), JsonStringEnumMemberName("start")] Start,

    /// <summary>
    /// Where the person left off, on whichever device: behind the last event of these topics that was acknowledged. Who never followed
    /// them starts with the first event that is kept.
    /// </summary>
    [EnumMember(Value = "leftOff"), JsonStringEnumMemberName("leftOff")] LeftOff,
}
