#!/usr/bin/env python3
"""The word counter says of Debian's licence texts what tr, sort and uniq say."""
import glob
import os
import subprocess

from outside import check, example, finish, run

files = sorted(f for f in glob.glob("/usr/share/common-licenses/*") if os.path.isfile(f) and not os.path.islink(f))
check("licence texts are there", len(files) >= 5, str(files))
pipe = ("cat " + " ".join(files) + r" | LC_ALL=C tr -cs 'A-Za-z' '\n' | LC_ALL=C tr 'A-Z' 'a-z' | grep . | LC_ALL=C sort"
        r" | uniq -c | LC_ALL=C sort -k1,1nr -k2,2 | sed 's/^ *//'")
want = subprocess.run(["bash", "-c", pipe], stdout=subprocess.PIPE, text=True, check=True).stdout
got = run([example("wordcount.mm")] + files, timeout=120)
check("status", got.returncode == 0, got.stderr[-2000:])
check("counts", got.stdout == want, f"{got.stdout[:200]!r} is not {want[:200]!r}")
check("some words", len(want.splitlines()) > 500, str(len(want.splitlines())))
none = run([example("wordcount.mm")])
check("usage", none.returncode == 2 and "usage" in none.stderr, none.stderr)
missing = run([example("wordcount.mm"), "/nonexistent/file"])
check("missing file", missing.returncode == 1 and "/nonexistent/file" in missing.stderr, missing.stderr[-2000:])
finish()
