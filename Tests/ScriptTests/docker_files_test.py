"""Tests of the files in docker/ and of what they have in common with others; docker-files-test beside this file runs them."""

import glob
import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest

import kubernetes_validate
import yaml

BUILD = ".build/release"
EXECUTABLE = BUILD + "/Registration"
NEW_SERVICE = "Sources/NewService/Template/Dockerfile"

# What a stop takes beyond the graceful time-out: 1 s until the manager kills what is left, and 1 s for its own end.
BEYOND_GRACEFUL_TIMEOUT = 2


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def seconds(text):
    return float(re.fullmatch(r"(\d+)s?", str(text)).group(1))


def dockerfile_instructions(path="docker/Dockerfile"):
    """The instructions of a Dockerfile, each in one line, without comments."""
    lines = [line for line in read(path).splitlines() if not line.lstrip().startswith("#")]
    return [line for line in "\n".join(lines).replace("\\\n", " ").splitlines() if line]


def image_environment():
    return dict(re.findall(r"\b([A-Z]+_[A-Z_]+)=(\S+)", next(i for i in dockerfile_instructions() if i[:4] == "ENV ")))


def composition():
    return yaml.safe_load(read("docker/compose.yaml"))["services"]


def kubernetes_objects():
    return list(yaml.safe_load_all(read("docker/kubernetes.yaml")))


def pod():
    return next(o for o in kubernetes_objects() if o["kind"] == "Deployment")["spec"]["template"]["spec"]


def pod_containers():
    return {container["name"]: container for container in pod()["containers"]}


def pod_environment():
    return {variable["name"]: variable["value"] for variable in pod_containers()["registration"]["env"]}


def pre_stop(container):
    return pod_containers()[container]["lifecycle"]["preStop"]["exec"]["command"]


def worker_shutdown_timeout():
    return seconds(re.search(r"worker_shutdown_timeout (\w+);", read("docker/nginx.conf")).group(1))


def fastcgi_params_and_buffers(*paths):
    lines = [line.split() for path in paths for line in read(path).splitlines()]
    directives = {"fastcgi_param", "fastcgi_buffer_size", "fastcgi_buffers"}
    return {" ".join(words) for words in lines if words and words[0] in directives}


class DockerfileTests(unittest.TestCase):
    def test_it_builds_without_buildkit(self):
        text = read("docker/Dockerfile")
        self.assertNotIn("# syntax=", text)
        for instruction in dockerfile_instructions():
            self.assertNotRegex(instruction, r"<<|--link|--mount")

    def test_what_it_copies_is_there_and_not_ignored(self):
        admitted = [line[1:] for line in read(".dockerignore").splitlines() if line.startswith("!")]
        copied = [i.split()[1:-1] for i in dockerfile_instructions() if i.startswith("COPY ") and "--from=" not in i]
        self.assertTrue(copied)
        for source in [source for sources in copied for source in sources]:
            self.assertTrue(any(source.replace("[d]", "d").startswith(name) for name in admitted), source)
            self.assertTrue(glob.glob(source) or "[" in source, source)

    def test_no_shell_is_between_docker_and_the_executable(self):
        for name in ["ENTRYPOINT", "HEALTHCHECK"]:
            instruction = next(i for i in dockerfile_instructions() if i.startswith(name))
            self.assertRegex(instruction, r'\["/usr/local/bin/Registration"')

    def test_it_runs_as_a_numbered_user(self):
        self.assertIn("USER 10001:10001", dockerfile_instructions())


def installed_packages(dockerfile):
    """The packages that each stage of a Dockerfile installs, the last stage last."""
    stages = []
    for instruction in dockerfile_instructions(dockerfile):
        if instruction.startswith("FROM "):
            stages.append(set())
        for packages in re.findall(r"apt-get install ([^&]*)", instruction):
            stages[-1] |= {word for word in packages.split() if not word.startswith("-")}
    return stages


def libraries(executable):
    """The paths of the shared libraries that an executable is linked with, without Swift's own and what those need."""
    needed = re.findall(r"\(NEEDED\).*\[(.*)\]", subprocess.check_output(["readelf", "-d", executable], text=True))
    found = re.findall(r"(?m)^\t(\S+) => (/\S+)", subprocess.check_output(["ldd", executable], text=True))
    return [path for name, path in found if name in needed and not re.search("swift|[Ff]oundation", path)]


def owner(path):
    """Debian's package of a file, which dpkg may know by its path before /usr was merged."""
    path = os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))
    for known in [path, path.removeprefix("/usr")]:
        ended = subprocess.run(["dpkg-query", "--search", known], capture_output=True, text=True)
        if ended.returncode == 0:
            return ended.stdout.split(":")[0]
    raise AssertionError(f"no package has {path}")


class LibraryTests(unittest.TestCase):
    """What an executable is linked with is in the image, and what it is built with in the stage that builds it."""

    # They are in every image of Debian: apt needs them.
    IN_EVERY_IMAGE = {"libc6", "libgcc-s1", "libstdc++6"}

    def executables(self):
        products = subprocess.check_output(["swift", "package", "describe", "--type", "json"], text=True)
        targets = json.loads(products[products.index("{"):])["targets"]
        found = [f"{BUILD}/{target['name']}" for target in targets if target["type"] == "executable"]
        self.assertIn(EXECUTABLE, found)
        return found

    def check(self, dockerfile, executables):
        paths = {path for executable in executables for path in libraries(executable)}
        needed = {owner(path): path for path in paths if owner(path) not in self.IN_EVERY_IMAGE}
        self.assertTrue(needed)
        build, image = installed_packages(dockerfile)
        for package, path in needed.items():
            self.assertIn(package, image, f"the image of {dockerfile}")
            development = owner(re.sub(r"\.so\..*", ".so", path))
            self.assertIn(development, build, f"the build of {dockerfile}")

    def test_the_image_of_the_example_has_its_libraries(self):
        self.check("docker/Dockerfile", [EXECUTABLE])

    def test_the_image_of_a_new_service_has_those_of_all_products(self):
        # The examples of the guide use each of them.
        self.check(NEW_SERVICE, self.executables())


class ClientTests(unittest.TestCase):
    """docker/client-with-buildkit, among clients that only say what they are."""

    def choose(self, *clients):
        with tempfile.TemporaryDirectory() as folder:
            path = []
            for index, (version, has_buildx) in enumerate(clients):
                path.append(os.path.join(folder, str(index)))
                os.mkdir(path[-1])
                with open(path[-1] + "/docker", "w", encoding="utf-8") as file:
                    file.write("#!/bin/sh\n")
                    file.write(f"[ $1 != buildx ] || exit {0 if has_buildx else 1}\n")
                    file.write(f"echo '{version}'\n")
                os.chmod(file.name, 0o755)
            tools = os.path.join(folder, "tools")
            os.mkdir(tools)
            for tool in ["bash", "head", "sed"]:
                os.symlink(shutil.which(tool), os.path.join(tools, tool))
            ended = subprocess.run(
                [shutil.which("bash"), "docker/client-with-buildkit"], env={"PATH": ":".join([*path, tools])},
                capture_output=True, text=True)
            return ended.returncode, ended.stdout.strip().removeprefix(folder), ended.stderr

    def test_it_passes_over_one_without_buildx(self):
        old = ("Docker version 20.10.24+dfsg1, build 297e128", False)
        new = ("Docker version 28.2.2, build e6534b4", False)
        self.assertEqual(self.choose(new, old)[:2], (0, "/1/docker"))
        self.assertEqual(self.choose(old, new)[:2], (0, "/0/docker"))

    def test_it_takes_one_with_buildx(self):
        self.assertEqual(self.choose(("Docker version 28.2.2, build e6534b4", True))[:2], (0, "/0/docker"))

    def test_without_one_it_says_what_is_there(self):
        code, path, said = self.choose(("Docker version 28.2.2, build e6534b4", False), ("podman version 4.3.1", False))
        self.assertEqual((code, path), (1, ""))
        self.assertRegex(said, r"^client-with-buildkit: no docker command .* Install the plugin buildx; there are:")
        self.assertIn("Docker version 28.2.2", said)
        self.assertIn("podman version 4.3.1", said)
        self.assertIn("Install the plugin buildx", self.choose()[2])

    def test_docker_verify_chooses_it_before_it_starts_anything(self):
        steps = re.findall(r"(?m)^  step '.*' (\w+)$", read("docker/verify"))
        self.assertLess(steps.index("choose_client"), steps.index("start_engine"))


class StubTests(unittest.TestCase):
    """docker/write-stubs, which a build compiles the dependencies with."""

    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)
        shutil.copy("Package.swift", self.folder)
        shutil.copytree("Sources/CFastCGI", self.folder + "/Sources/CFastCGI")

    def write_stubs(self, *arguments):
        subprocess.run([os.path.abspath("docker/write-stubs"), *arguments], cwd=self.folder, check=True)

    def stubs(self):
        found = glob.glob(self.folder + "/**/*.swift", recursive=True)
        return {os.path.relpath(path, self.folder) for path in found if os.path.getsize(path) == 0}

    def test_each_target_gets_one(self):
        self.write_stubs()
        stubs = self.stubs()
        self.assertIn("Sources/Afterglow/Stub.swift", stubs)
        self.assertIn("Sources/Registration/main.swift", stubs)
        self.assertIn("Tests/Examples/main.swift", stubs)
        self.assertIn("Tests/FastCGITests/Stub.swift", stubs)
        self.assertFalse([stub for stub in stubs if "CFastCGI" in stub])

    def test_none_is_left_among_the_sources(self):
        self.write_stubs()
        shutil.copytree("Sources", self.folder + "/Sources", dirs_exist_ok=True)
        self.write_stubs("--remove")
        self.assertFalse([stub for stub in self.stubs() if stub.startswith("Sources/")])
        self.assertIn("Tests/FastCGITests/Stub.swift", self.stubs())
        self.assertEqual(read(self.folder + "/Sources/Registration/main.swift"), read("Sources/Registration/main.swift"))


class InstallTests(unittest.TestCase):
    """nginx/install-missing, by which docker/verify gets an engine, among commands that only say how they are called."""

    def disabled_services(self, *commands):
        with tempfile.TemporaryDirectory() as folder:
            for command in ["apt-get", "dpkg-query", "systemctl", *commands]:
                with open(os.path.join(folder, command), "w", encoding="utf-8") as file:
                    file.write(f'#!/bin/sh\necho "{command} $*" >>{folder}/calls\n')
                os.chmod(file.name, 0o755)
            for command, program in [("env", "/usr/bin/env"), ("sudo", "/usr/bin/env")]:
                os.symlink(program, os.path.join(folder, command))
            subprocess.run(
                ["/bin/bash", "nginx/install-missing", "docker.io"], env={"PATH": folder}, capture_output=True, check=True)
            calls = read(folder + "/calls")
        self.assertRegex(calls, r"(?m)^apt-get install .*docker\.io$")
        return set(re.search(r"(?m)^systemctl disable --quiet (.*)$", calls).group(1).split())

    def test_the_services_that_come_with_docker_are_left_disabled(self):
        self.assertEqual(self.disabled_services(), {"containerd.service", "docker.service", "docker.socket"})

    def test_a_containerd_that_was_there_is_left_alone(self):
        self.assertEqual(self.disabled_services("containerd"), {"docker.service", "docker.socket"})


class CommandLineTests(unittest.TestCase):
    def test_each_variable_is_one_of_the_options(self):
        help = subprocess.run([EXECUTABLE, "--help"], capture_output=True, text=True, check=True).stdout
        environments = [image_environment(), composition()["registration"]["environment"], pod_environment()]
        override = yaml.safe_load(read("docker/compose.tcp.yaml"))["services"]["registration"]["environment"]
        for variable in [name for environment in [*environments, override] for name in environment]:
            if variable.startswith("AFTERGLOW_"):
                option = "--" + variable.removeprefix("AFTERGLOW_").lower().replace("_", "-")
                self.assertRegex(help, rf"(?m)^ +{option} <")

    def test_probes_are_commands_that_the_executable_understands(self):
        container = pod_containers()["registration"]
        for probe in [container["startupProbe"], container["livenessProbe"]]:
            arguments = probe["exec"]["command"]
            self.assertEqual(arguments[0], "/usr/local/bin/Registration")
            ended = subprocess.run(
                [EXECUTABLE, *arguments[1:]], env={"AFTERGLOW_LISTEN": "unix:nobody.sock"}, capture_output=True, text=True)
            # It would be 64 for a bad command line.
            self.assertEqual(ended.returncode, 1, ended.stderr)
            self.assertLess(seconds(arguments[arguments.index("--timeout") + 1]), probe["timeoutSeconds"])


class StopTests(unittest.TestCase):
    """Nothing is killed that would have stopped by itself."""

    def test_docker_stop_waits_long_enough_for_the_image(self):
        self.assertLess(seconds(image_environment()["AFTERGLOW_GRACEFUL_TIMEOUT"]) + BEYOND_GRACEFUL_TIMEOUT, 10)

    def test_compose_waits_long_enough(self):
        service = composition()["registration"]
        graceful = seconds(service["environment"]["AFTERGLOW_GRACEFUL_TIMEOUT"])
        self.assertLess(graceful + BEYOND_GRACEFUL_TIMEOUT, seconds(service["stop_grace_period"]))
        self.assertLess(worker_shutdown_timeout(), seconds(composition()["web"]["stop_grace_period"]))

    def test_a_pod_has_long_enough(self):
        timeout = pre_stop("registration")
        self.assertEqual(timeout[0], "/usr/bin/timeout")
        waiting = seconds(timeout[1])
        announced = seconds(re.search(r"sleep (\d+)", pre_stop("nginx")[2]).group(1))
        self.assertLess(announced + worker_shutdown_timeout(), waiting)
        graceful = seconds(pod_environment()["AFTERGLOW_GRACEFUL_TIMEOUT"])
        self.assertLess(waiting + graceful + BEYOND_GRACEFUL_TIMEOUT, pod()["terminationGracePeriodSeconds"])

    def test_the_service_waits_for_the_file_that_nginx_has_its_pid_in(self):
        path = re.search(r"pid (\S+);", pod_containers()["nginx"]["command"][2]).group(1)
        self.assertIn(f"[ -e {path} ]", pre_stop("registration")[4])


class PrivilegeTests(unittest.TestCase):
    def test_compose_gives_none(self):
        for name, service in composition().items():
            self.assertIs(service["read_only"], True, name)
            self.assertEqual(service["cap_drop"], ["ALL"], name)
            self.assertIn("no-new-privileges:true", service["security_opt"], name)
        self.assertNotIn("ports", composition()["registration"])

    def test_kubernetes_gives_none(self):
        self.assertIs(pod()["securityContext"]["runAsNonRoot"], True)
        self.assertEqual(pod()["securityContext"]["seccompProfile"], {"type": "RuntimeDefault"})
        for container in pod()["containers"]:
            context = container["securityContext"]
            self.assertIs(context["readOnlyRootFilesystem"], True)
            self.assertIs(context["allowPrivilegeEscalation"], False)
            self.assertEqual(context["capabilities"], {"drop": ["ALL"]})

    def test_nginx_is_in_the_group_of_the_socket(self):
        group = re.search(r"--gid (\d+) registration", read("docker/Dockerfile")).group(1)
        self.assertEqual(composition()["web"]["group_add"], [group])
        self.assertEqual(str(pod()["securityContext"]["fsGroup"]), group)


class ManifestTests(unittest.TestCase):
    def test_kubernetes_objects_are_as_its_schema_has_them(self):
        for manifest in kubernetes_objects():
            kubernetes_validate.validate(manifest, "1.34", strict=True)

    def test_files_that_are_mounted_are_there(self):
        override = yaml.safe_load(read("docker/compose.tcp.yaml"))["services"]
        volumes = [v for s in [*composition().values(), *override.values()] for v in s.get("volumes", [])]
        mounted = [volume.split(":")[0] for volume in volumes if volume.startswith(".")]
        generator = yaml.safe_load(read("docker/kustomization.yaml"))["configMapGenerator"][0]
        mounted += [file.split("=")[-1] for file in generator["files"]]
        self.assertIn("nginx.conf", mounted)
        for file in mounted:
            self.assertTrue(os.path.isfile(os.path.join("docker", file)), file)
        self.assertIn({"name": "configuration", "configMap": {"name": generator["name"]}}, pod()["volumes"])


class NginxTests(unittest.TestCase):
    def test_nginx_accepts_the_configuration(self):
        for upstream in ["unix", "tcp"]:
            with self.subTest(upstream), tempfile.TemporaryDirectory() as folder:
                # Only on the network of the containers is there a host of this name.
                servers = read(f"docker/upstream-{upstream}.conf").replace("registration:9000", "127.0.0.1:9000")
                text = read("docker/nginx.conf").replace(" /tmp/", f" {folder}/")
                text = text.replace("/etc/nginx/upstream.conf", f"{folder}/upstream.conf")
                text = text.replace("/dev/stdout", f"{folder}/access.log")
                for name, content in [("nginx.conf", text), ("upstream.conf", servers)]:
                    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                        file.write(content)
                ended = subprocess.run(
                    ["nginx", "-t", "-e", "stderr", "-c", f"{folder}/nginx.conf", "-g", f"pid {folder}/nginx.pid;"],
                    capture_output=True, text=True)
                self.assertEqual(ended.returncode, 0, ended.stderr)

    def test_it_tells_the_service_and_takes_from_it_what_the_site_for_a_machine_does(self):
        expected = fastcgi_params_and_buffers("nginx/registration.conf", "nginx/afterglow_params")
        for site in ["docker/nginx.conf", "Sources/NewService/Template/nginx/newservice.conf"]:
            with self.subTest(site):
                self.assertEqual(fastcgi_params_and_buffers(site), expected)


if __name__ == "__main__":
    unittest.main(verbosity=2)
