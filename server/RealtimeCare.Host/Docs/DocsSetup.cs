using Scalar.AspNetCore;

namespace RealtimeCare.Host.Docs;

/// <summary>The OpenAPI document and a page to browse it; every file of the page comes from this host.</summary>
internal static class DocsSetup
{
    public static IServiceCollection AddDocs(this IServiceCollection services) => services.AddOpenApi("v1", o => o.AddDocumentTransformer(static (document, _, _) =>
    {
        document.Info.Title = "RealtimeCare";
        document.Info.Description = "Publishing, administration and sign-in. The hubs are described in PROTOCOL.md.";
        return Task.CompletedTask;
    }));

    public static IEndpointRouteBuilder MapDocs(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        endpoints.MapScalarApiReference("/docs", o => o.WithTitle("RealtimeCare").DisableDefaultFonts()).AllowAnonymous();
        return endpoints;
    }
}
