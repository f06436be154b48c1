using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Invocations;
using RealtimeCare.Server.Problems;
using RealtimeCare.Server.Sessions;

namespace RealtimeCare.Server.Ingest.Facts;

/// <summary>Loading the facts that access is decided on, over HTTP.</summary>
internal static class FactsEndpoints
{
    public static void MapFacts(this IEndpointRouteBuilder routes)
    {
        var facts = routes.MapGroup("/api/v1").WithTags("Facts").AddEndpointFilter<FactsUnavailableFilter>();
        facts.MapPost("/relationships", LoadAsync).RequireOperation(Operations.RelationshipLoad)
            .WithName("LoadRelationships")
            .WithSummary("Load treatment relationships, rosters and consents.")
            .WithDescription(
                "Takes a FHIR R4 CareTeam, Encounter, PractitionerRole, Patient (generalPractitioner), RelatedPerson, Consent, or Bundle "
                + "of them. The patient is named as Patient/(our id) or by identifier, people as Practitioner/(user id) or in a "
                + "RelatedPerson by an identifier of urn:realtimecare:user. Groups that are named count for whom a PractitionerRole "
                + "or a CareTeam without subject puts in them. A resource replaces what the same resource said before; a status that "
                + "is over, or a period that is past, ends it. All or nothing: what cannot be understood changes nothing.")
            .Describe<object>(IngestExamples.Relationships)
            .Produces<RelationshipsAnswer>()
            .ProducesProblems(StatusCodes.Status413PayloadTooLarge, StatusCodes.Status422UnprocessableEntity);
        facts.MapPost("/relationships/search", SearchAsync).RequireOperation(Operations.RelationshipSearch)
            .WithName("SearchRelationships")
            .WithSummary("The treatment relationships and consents of a patient.")
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

    private static async Task<IResult> LoadAsync(HttpContext context, FactsIntake intake, FactsRefusals refusals, TimeProvider time)
    {
        var body = await RequestBody.ReadJsonAsync(context, IngestLimits.BatchBytes);
        if (!body.IsValid) return await RefuseAsync(body.Problem);
        var incoming = FactsReader.Read(body.Value, time.GetUtcNow());
        if (!incoming.IsValid) return await RefuseAsync(incoming.Problem);
        var loaded = await intake.LoadAsync(context.GetCaller(), incoming.Value, context.TraceIdentifier, context.RequestAborted);
        return loaded.IsValid ? TypedResults.Ok(RelationshipsAnswer.Of(loaded.Value)) : await RefuseAsync(loaded.Problem);

        async Task<IResult> RefuseAsync(CodedProblem problem) =>
            await refusals.RefuseAsync(context.GetCaller(), problem, context.TraceIdentifier, context.RequestAborted);
    }

    private static async Task<IResult> SearchAsync(HttpContext context, FactsIntake intake)
    {
        var body = await RequestBody.ReadAsync<RelationshipSearch>(context, IngestLimits.EventBytes);
        if (!body.IsValid) return body.Problem;
        if (!EventCheck.IsReference(body.Value.Patient)) return new CodedProblem(ErrorCode.InvalidRequest) { Path = "patient" };
        var found = await intake.SearchAsync(context.GetCaller(), body.Value.Patient, context.RequestAborted);
        return TypedResults.Ok(found is null ? RelationshipsAnswer.None : RelationshipsAnswer.Of(found, intake.AffiliationsTo(context.GetCaller(), found)));
    }

    private static async Task<IResult> IdentifyAsync(HttpContext context, PatientIntake patients)
    {
        var body = await RequestBody.ReadAsync<PatientRequest>(context, IngestLimits.EventBytes);
        if (!body.IsValid) return body.Problem;
        var identifiers = body.Value.Identifiers;
        if (identifiers.Count is 0 or > IngestLimits.Identifiers || !identifiers.All(one => one is not null && EventCheck.IsIdentifier(one)))
            return new CodedProblem(ErrorCode.InvalidRequest) { Path = "identifiers" };
        var found = await patients.FindOrCreateAsync(
            context.GetCaller(), Operations.PatientRegister, identifiers, context.TraceIdentifier, context.RequestAborted);
        if (found is not { } patient) return new CodedProblem(ErrorCode.InvalidRequest) { Path = "identifiers" };
        var answer = new PatientAnswer(patient.Patient.Value);
        return patient.IsNew ? TypedResults.Json(answer, statusCode: StatusCodes.Status201Created) : TypedResults.Ok(answer);
    }
}
