"""What the eight stops do, step by step, and in frames; ``flows.reconcile`` has their order. Nothing of Prefect."""
