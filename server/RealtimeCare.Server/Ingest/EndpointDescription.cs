using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;

namespace RealtimeCare.Server.Ingest;

/// <summary>What the API's document says of an endpoint that reads its body by itself.</summary>
internal static class EndpointDescription
{
    /// <summary>The body's type, an example of it, and a header that is required.</summary>
    public static RouteHandlerBuilder Describe<T>(this RouteHandlerBuilder endpoint, string example, string? requiredHeader = null)
        where T : notnull =>
        endpoint.Accepts<T>("application/json").AddOpenApiOperationTransformer((operation, _, _) =>
        {
            if (operation.RequestBody?.Content is { } content)
                foreach (var media in content.Values) media.Example = JsonNode.Parse(example);
            if (requiredHeader is not null) (operation.Parameters ??= []).Add(Header(requiredHeader));
            return Task.CompletedTask;
        });

    /// <summary>The refusals that every call can meet, and those given.</summary>
    public static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder endpoint, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses) endpoint.ProducesProblem(status);
        return endpoint
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static OpenApiParameter Header(string name) => new()
    {
        Name = name,
        In = ParameterLocation.Header,
        Required = true,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = IngestLimits.KeyLength },
    };
}
