package io.cpubound.operator;

import io.cpubound.operator.api.CpuBoundApp;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;

/** Observe, plan, act, status. */
@ControllerConfiguration(name = "cpuboundapp", informer = @Informer(comparableResourceVersions = false))
public final class CpuBoundAppReconciler implements Reconciler<CpuBoundApp> {
    @Override
    public UpdateControl<CpuBoundApp> reconcile(CpuBoundApp app, Context<CpuBoundApp> context) {
        return UpdateControl.noUpdate();
    }
}
