"""python3 torch_step.py [--batch 128]: one training step of the Seed CNN in PyTorch on the GPU; prints one line of JSON.

float32 with TF32 off, channels_last, cudnn.benchmark, fused Adam: what the engine's step is compared with. TF32, bf16
autocast and a CUDA graph are timed beside it.
"""

import argparse
import json


def seed_cnn(nn):
    def conv(inputs, filters, size):
        return [
            nn.Conv2d(inputs, filters, size, padding="same"),
            nn.BatchNorm2d(filters, eps=1e-3, momentum=0.01),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Dropout(0.25),
        ]

    def dense(inputs, units):
        return [nn.Linear(inputs, units), nn.BatchNorm1d(units, eps=1e-3, momentum=0.01), nn.ReLU(), nn.Dropout(0.25)]

    return nn.Sequential(
        *conv(1, 64, 3),
        *conv(64, 128, 5),
        *conv(128, 512, 3),
        *conv(512, 512, 3),
        nn.Flatten(),
        *dense(4608, 256),
        *dense(256, 512),
        nn.Linear(512, 7),
    )


def time_steps(torch, step, warm=5, rounds=5, steps=20):
    """Median over rounds of the mean time of queued steps, milliseconds."""
    for _ in range(warm):
        step()
    times = []
    for _ in range(rounds):
        start, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        torch.cuda.synchronize()
        start.record()
        for _ in range(steps):
            step()
        end.record()
        torch.cuda.synchronize()
        times.append(start.elapsed_time(end) / steps)
    return sorted(times)[len(times) // 2]


def stepper(torch, batch, autocast=False, capturable=False):
    model = seed_cnn(torch.nn).cuda().to(memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4, eps=1e-7, fused=True, capturable=capturable)
    pictures = [torch.rand(batch, 1, 48, 48, device="cuda").mul(255) for _ in range(4)]
    pictures = [one.to(memory_format=torch.channels_last) for one in pictures]
    labels = torch.arange(batch, device="cuda") % 7
    count = 0

    def step():
        nonlocal count
        count += 1
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cuda", torch.bfloat16, enabled=autocast):
            loss = torch.nn.functional.cross_entropy(model(pictures[count % 4]), labels)
        loss.backward()
        optimizer.step()

    return step


def graph_of(torch, step):
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(3):
            step()
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        step()
    return graph.replay


def set_tf32(torch, allowed):
    torch.backends.cuda.matmul.allow_tf32 = allowed
    torch.backends.cudnn.allow_tf32 = allowed


def measure(batch):
    try:
        import torch
    except ImportError:
        return {"reason": "python3 has no torch"}
    if not torch.cuda.is_available():
        return {"reason": "torch finds no CUDA device"}
    torch.backends.cudnn.benchmark = True
    set_tf32(torch, False)
    found = {"torch": torch.__version__, "device": torch.cuda.get_device_name(), "batch": batch}
    found["msPerStep"] = time_steps(torch, stepper(torch, batch))
    try:
        found["graphMsPerStep"] = time_steps(torch, graph_of(torch, stepper(torch, batch, capturable=True)))
    except RuntimeError as error:
        found["graphReason"] = str(error).split("\n")[0]
    a, b = (torch.rand(4096, 4096, device="cuda") for _ in range(2))
    found["matmulGflops"] = 2 * 4096**3 / time_steps(torch, lambda: torch.mm(a, b)) / 1e6
    found["bf16MsPerStep"] = time_steps(torch, stepper(torch, batch, autocast=True))
    set_tf32(torch, True)
    found["tf32MsPerStep"] = time_steps(torch, stepper(torch, batch))
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--batch", type=int, default=128)
    print(json.dumps(measure(parser.parse_args().batch)))
