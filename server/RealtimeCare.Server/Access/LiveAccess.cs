using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Access;

/// <summary>Asks the policy with the facts of this moment.</summary>
internal sealed class LiveAccess(LivePolicy policies, IAccessFacts facts, TimeProvider time)
{
    /// <summary>Decides an operation.</summary>
    public LiveDecision Decide(Caller caller, Operation operation, AccessTarget target)
    {
        var asked = Ask(caller, operation, target);
        return new LiveDecision(asked.Policy.Decide(asked.Question), asked.Revisions);
    }

    /// <summary>What is known at this moment for an operation to be decided.</summary>
    public LiveQuestion Ask(Caller caller, Operation operation, AccessTarget target)
    {
        var known = target.Patient ?? default;
        // Revisions and policies first: a change between both reads makes the decision look old, never new.
        var policy = policies.Now;
        var revisions = facts.Revisions(caller.Tenant, caller.Subject, known) with { Policy = policy.Version };
        var read = facts.Read(caller.Tenant, caller.Subject, known);
        var question = new AccessQuestion(caller, operation, caller.Tenant, target.Patient, target.Topics, read, time.GetUtcNow())
        {
            IsRestricted = target.IsRestricted,
            Audience = target.Audience,
        };
        return new LiveQuestion(policy.Set.For(caller.Tenant), question, revisions);
    }

    /// <summary>The revisions now.</summary>
    public FactRevisions Revisions(Caller caller, PatientId patient) =>
        facts.Revisions(caller.Tenant, caller.Subject, patient) with { Policy = policies.Now.Version };
}

/// <summary>A decision and the revisions of the facts that it stands on.</summary>
internal sealed record LiveDecision(Decision Decision, FactRevisions Revisions);

/// <summary>A question, the policy that it goes to, and the revisions of the facts that it holds.</summary>
internal readonly record struct LiveQuestion(AccessPolicy Policy, AccessQuestion Question, FactRevisions Revisions);
