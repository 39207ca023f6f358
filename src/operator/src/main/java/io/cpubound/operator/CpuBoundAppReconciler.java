package io.cpubound.operator;

import io.cpubound.operator.act.Actor;
import io.cpubound.operator.act.Outcome;
import io.cpubound.operator.act.StatusWriter;
import io.cpubound.operator.api.CpuBoundApp;
import io.cpubound.operator.observe.Observation;
import io.cpubound.operator.observe.Observer;
import io.cpubound.operator.observe.Sources;
import io.cpubound.operator.status.AppStatus;
import io.cpubound.rollout.Plan;
import io.cpubound.rollout.RolloutPlanner;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Observe, plan, act, status. It never asks which event woke it: everything is worked out anew each time, and an event that
 * is lost costs a little time (see {@link NextLook}) and nothing else.
 */
@ControllerConfiguration(
        name = "cpuboundapp",
        informer = @Informer(comparableResourceVersions = false),
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 30, timeUnit = TimeUnit.SECONDS))
@GradualRetry(maxAttempts = Integer.MAX_VALUE, initialInterval = 500, intervalMultiplier = 1.5, maxInterval = 10_000)
public final class CpuBoundAppReconciler implements Reconciler<CpuBoundApp> {

    private final Observer observer;
    private final Actor actor;
    private final StatusWriter statusWriter;
    private final InboundEvents inboundEvents;

    /** The parts of a reconciliation. */
    public CpuBoundAppReconciler(
            Observer observer, Actor actor, StatusWriter statusWriter, InboundEvents inboundEvents) {
        this.observer = observer;
        this.actor = actor;
        this.statusWriter = statusWriter;
        this.inboundEvents = inboundEvents;
    }

    @Override
    public UpdateControl<CpuBoundApp> reconcile(CpuBoundApp app, Context<CpuBoundApp> context) {
        Observation seen = observer.observe(app, context);
        Plan plan = RolloutPlanner.plan(seen.desired(), seen.observed(), seen.now());
        Outcome outcome = actor.carryOut(seen, plan);
        boolean written =
                statusWriter.write(seen, AppStatus.of(seen, outcome.plan(), outcome.refusals(), outcome.lastWords()));
        outcome.rethrow();
        return NextLook.after(plan, outcome, written)
                .map(UpdateControl.<CpuBoundApp>noUpdate()::rescheduleAfter)
                .orElseGet(UpdateControl::noUpdate);
    }

    @Override
    public List<EventSource<?, CpuBoundApp>> prepareEventSources(EventSourceContext<CpuBoundApp> context) {
        List<EventSource<?, CpuBoundApp>> sources = new ArrayList<>(Sources.of(context));
        sources.add(inboundEvents.source(context.getPrimaryCache()));
        return sources;
    }
}
