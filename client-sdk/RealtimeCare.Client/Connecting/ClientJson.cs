using System.Text.Json;
using System.Text.Json.Serialization;
using RealtimeCare.Client.Administration;
using RealtimeCare.Client.Tokens;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Connecting;

/// <summary>Source-generated JSON of all HTTP calls, so that they need no reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(KeptSignIn))]
[JsonSerializable(typeof(PublishRequest))]
[JsonSerializable(typeof(PublishResult))]
[JsonSerializable(typeof(PublishBatchRequest))]
[JsonSerializable(typeof(PublishBatchResult))]
[JsonSerializable(typeof(PreviewResult))]
[JsonSerializable(typeof(QuarantineListRequest))]
[JsonSerializable(typeof(QuarantineListResult))]
[JsonSerializable(typeof(QuarantinedContent))]
[JsonSerializable(typeof(OutcomesRequest))]
[JsonSerializable(typeof(OutcomesResult))]
[JsonSerializable(typeof(FhirJson))]
[JsonSerializable(typeof(SetUpBody))]
[JsonSerializable(typeof(SetUpResult))]
[JsonSerializable(typeof(NewUserBody))]
[JsonSerializable(typeof(UserChangeBody))]
[JsonSerializable(typeof(CareUser))]
[JsonSerializable(typeof(UsersAnswer))]
[JsonSerializable(typeof(NewServiceBody))]
[JsonSerializable(typeof(CareService))]
[JsonSerializable(typeof(ServicesAnswer))]
[JsonSerializable(typeof(LoadedRelationships))]
[JsonSerializable(typeof(RelationshipSearchBody))]
[JsonSerializable(typeof(RelationshipsAnswer))]
[JsonSerializable(typeof(NewPatientBody))]
[JsonSerializable(typeof(PatientAnswer))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ClientJson : JsonSerializerContext;
