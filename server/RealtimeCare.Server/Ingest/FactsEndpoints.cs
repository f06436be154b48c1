using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Invocations;
using RealtimeCare.Server.Problems;
using RealtimeCare.Server.Sessions;

namespace RealtimeCare.Server.Ingest;

/// <summary>Loading the facts that access is decided on, over HTTP.</summary>
internal static class FactsEndpoints
{
    private const int MostIdentifiers = 20;

    public static void MapFacts(this IEndpointRouteBuilder routes)
    {
        var facts = routes.MapGroup("/api/v1").WithTags("Facts").AddEndpointFilter<FactsUnavailableFilter>();
        facts.MapPost("/relationships", LoadAsync).RequireOperation(Operations.RelationshipLoad)
            .WithName("LoadRelationships")
            .WithSummary("Load treatment relationships.")
            .WithDescription(
                "Takes a FHIR R4 CareTeam, Encounter, or Bundle of both. The patient is named as Patient/(our id) or by "
                + "subject.identifier, people as Practitioner/(user id). A resource replaces what the same resource said before; "
                + "a status that is over, or a period that is past, ends its relationships. All or nothing.")
            .Describe<object>(IngestExamples.Relationships)
            .Produces<RelationshipsAnswer>()
            .ProducesProblems(StatusCodes.Status413PayloadTooLarge, StatusCodes.Status422UnprocessableEntity);
        facts.MapPost("/relationships/search", SearchAsync).RequireOperation(Operations.RelationshipSearch)
            .WithName("SearchRelationships")
            .WithSummary("The treatment relationships of a patient.")
            .Describe<RelationshipSearch>(IngestExamples.RelationshipSearch)
            .Produces<RelationshipsAnswer>()
            .ProducesProblems();
        facts.MapPost("/patients", IdentifyAsync).RequireOperation(Operations.PatientRegister)
            .WithName("IdentifyPatient")
            .WithSummary("Find or create the patient that has these identifiers.")
            .WithDescription("Gives 201 for a new patient and 200 for a known one, who gets the identifiers that are new.")
            .Describe<PatientRequest>(IngestExamples.Patient)
            .Produces<PatientAnswer>(StatusCodes.Status201Created)
            .Produces<PatientAnswer>()
            .ProducesProblems();
    }

    private static async Task<IResult> LoadAsync(HttpContext context, RelationshipIntake intake, TimeProvider time)
    {
        var body = await RequestBody.ReadJsonAsync(context, IngestLimits.BatchBytes);
        if (!body.IsValid) return body.Problem;
        var resource = FhirReader.Read(body.Value);
        if (!resource.IsValid) return resource.Problem;
        var sources = RelationshipReader.Read(resource.Value, time.GetUtcNow());
        if (!sources.IsValid) return sources.Problem;
        var loaded = await intake.LoadAsync(context.GetCaller(), sources.Value, context.TraceIdentifier, context.RequestAborted);
        return loaded.IsValid ? TypedResults.Ok(RelationshipsAnswer.Of(sources.Value.Count, loaded.Value)) : loaded.Problem;
    }

    private static async Task<IResult> SearchAsync(HttpContext context, RelationshipIntake intake)
    {
        var body = await RequestBody.ReadAsync<RelationshipSearch>(context, IngestLimits.EventBytes);
        if (!body.IsValid) return body.Problem;
        if (!EventCheck.IsReference(body.Value.Patient)) return new CodedProblem(ErrorCode.InvalidRequest) { Path = "patient" };
        var found = await intake.SearchAsync(context.GetCaller(), body.Value.Patient, context.RequestAborted);
        return TypedResults.Ok(RelationshipsAnswer.Of(null, found));
    }

    private static async Task<IResult> IdentifyAsync(HttpContext context, PatientIntake patients)
    {
        var body = await RequestBody.ReadAsync<PatientRequest>(context, IngestLimits.EventBytes);
        if (!body.IsValid) return body.Problem;
        var identifiers = body.Value.Identifiers;
        if (identifiers.Count is 0 or > MostIdentifiers || !identifiers.All(one => one is not null && EventCheck.IsIdentifier(one)))
            return new CodedProblem(ErrorCode.InvalidRequest) { Path = "identifiers" };
        var found = await patients.FindOrCreateAsync(
            context.GetCaller(), Operations.PatientRegister, identifiers, context.TraceIdentifier, context.RequestAborted);
        if (found is not { } patient) return new CodedProblem(ErrorCode.InvalidRequest) { Path = "identifiers" };
        var answer = new PatientAnswer(patient.Patient.Value);
        return patient.IsNew ? TypedResults.Json(answer, statusCode: StatusCodes.Status201Created) : TypedResults.Ok(answer);
    }
}
