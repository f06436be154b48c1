using System.Text.Json.Serialization;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Offline;

/// <summary>What waits, as bytes.</summary>
[JsonSerializable(typeof(ReportRequest))]
[JsonSerializable(typeof(EndBreakGlassRequest))]
[JsonSerializable(typeof(AttestBreakGlassRequest))]
internal sealed partial class OfflineJson : JsonSerializerContext;
