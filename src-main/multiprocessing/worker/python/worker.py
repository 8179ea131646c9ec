"""Calls functions of Python files for Forkyard, one after another. Standard library alone; Python 3.8 or later.

The host writes this text to the standard input of an interpreter. Descriptor 3 leads to the host: frames of a length
(4 bytes, little-endian, of what follows), a kind (1), a number (4) and JSON, as multiprocessing/worker/frames.ts and multiprocessing/worker/messages.ts
in this project have them.
"""

import asyncio
import importlib.util
import inspect
import json
import os
import signal
import struct
import sys
import threading
import time
import traceback

CHANNEL = 3
CHECK, CALL = 6, 7
READY, FRESH, STALE, BEGUN, CALLED = 16, 20, 21, 22, 23

HEADER = struct.Struct("<IBI")
LENGTH_BYTES = 4
DEEPEST_CAUSE = 8


class TargetError(Exception):
    """Why a function cannot be called, as a sentence that names it."""


def send(kind, value=None):
    content = b"" if value is None else json.dumps(value).encode()
    rest = HEADER.pack(HEADER.size - LENGTH_BYTES + len(content), kind, 0) + content
    while rest:
        rest = rest[os.write(CHANNEL, rest) :]


def read(size):
    """Exactly so many bytes; the end of this process where the host is gone."""
    parts = []
    while size > 0:
        part = os.read(CHANNEL, min(size, 1 << 20))
        if not part:
            os._exit(0)
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def receive():
    length, kind, _ = HEADER.unpack(read(HEADER.size))
    return kind, read(length + LENGTH_BYTES - HEADER.size)


def end_with_parent(parent):
    """A function that never returns does not read the channel: nobody else could end it."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGKILL)


def lead_output_to(file):
    """Output of native code and of processes that inherit it goes there too."""
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    for output in (1, 2):
        os.dup2(descriptor, output)
    os.close(descriptor)


loaded = {}
modules = {}


def change_of(file):
    try:
        return os.stat(file).st_mtime_ns
    except OSError:
        return None


def note_loaded():
    """Files of the user's own modules, with when each was changed last. Packages are installed anew, not edited."""
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if file and file not in loaded and not is_installed(file):
            loaded[file] = change_of(file)


def is_installed(file):
    return "site-packages" in file or file.startswith((sys.base_prefix + os.sep, sys.prefix + os.sep + "lib"))


def has_changed():
    return any(change_of(file) != change for file, change in loaded.items())


def load(file, name):
    if file not in modules:
        if not os.path.isfile(file):
            raise TargetError(f"The file {file} does not exist.")
        sys.path[:] = [os.path.dirname(file)] + [folder for folder in sys.path if folder != os.path.dirname(file)]
        module_name = os.path.splitext(os.path.basename(file))[0]
        specification = importlib.util.spec_from_file_location(module_name, file)
        module = importlib.util.module_from_spec(specification)
        sys.modules[module_name] = module
        try:
            specification.loader.exec_module(module)
        except SyntaxError as error:
            del sys.modules[module_name]
            raise TargetError(f"The file {file}, or one that it imports, cannot be parsed: {error}") from error
        except Exception as error:
            del sys.modules[module_name]
            raise TargetError(f"The file {file} could not be imported: {type(error).__name__}: {error}") from error
        finally:
            note_loaded()
        modules[file] = module
    function = getattr(modules[file], name, None)
    if function is None:
        raise TargetError(f"The file {file} has no function “{name}”.")
    if not callable(function):
        raise TargetError(f"“{name}” of {file} is no function.")
    return function


def describe(error, depth=0):
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    described = {"name": type(error).__name__, "message": str(error), "stack": stack_of(error)}
    if cause is not None and depth < DEEPEST_CAUSE:
        described["cause"] = describe(cause, depth + 1)
    return described


def stack_of(error):
    """The traceback from the function on: what is above it tells of nothing but this worker."""
    if isinstance(error, TargetError):
        return ""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename == "<stdin>":
        trace = trace.tb_next
    return "".join(traceback.format_exception(type(error), error, trace, chain=False))


def carry_out(call):
    os.chdir(call["folder"])
    function = load(call["module"], call["name"])
    send(BEGUN)
    value = function(*call["args"])
    if inspect.iscoroutine(value):
        value = asyncio.run(value)
    if value is None:
        return {}
    try:
        result = json.dumps(value, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise TypeError(f"The result cannot be kept as JSON: {error}") from error
    size = len(result.encode("utf-8", "surrogatepass"))
    return {"tooLarge": size} if size > call["resultBytes"] else {"result": result}


def answer(call):
    try:
        lead_output_to(call["logFile"])
        called = carry_out(call)
    # `sys.exit` ends this process, as in any program.
    except (Exception, KeyboardInterrupt) as error:
        called = {"error": describe(error)}
    lead_output_to(os.devnull)
    send(CALLED, called)


def main():
    os.set_inheritable(CHANNEL, False)
    parent = os.getppid()
    if os.name == "posix":
        threading.Thread(target=end_with_parent, args=(parent,), daemon=True).start()
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    note_loaded()
    send(READY)
    while True:
        kind, content = receive()
        if kind == CHECK:
            send(STALE if has_changed() else FRESH)
        elif kind == CALL:
            answer(json.loads(content))


main()
