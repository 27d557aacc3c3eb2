from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "egide.kernel"
    label = "kernel"
    verbose_name = "La maison"

    def ready(self) -> None:
        from egide.kernel import checks, jobs, registry  # noqa: PLC0415 -- app ready

        registry.load()
        checks.register_checks()
        jobs.register()
