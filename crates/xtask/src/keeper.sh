# Outlives xtask by a moment and cleans up behind it, however it ended: by itself, by Ctrl-C, by
# kill -9. Standard input is a pipe whose other end only xtask holds. On it come process groups, one
# a line; when it closes, xtask is gone: the groups are ended, softly, then hard, and the PostgreSQL
# in folder $1, if any, is stopped and removed.
trap '' HUP INT TERM
folder=$1
groups=
while read -r group; do groups="$groups $group"; done
for group in $groups; do
    kill -s TERM -- "-$group"
    tries=50
    while [ "$tries" -gt 0 ] && kill -s 0 -- "-$group"; do sleep 0.1; tries=$((tries - 1)); done
    kill -s KILL -- "-$group"
done
if [ -n "$folder" ]; then
    sh "$folder/ctl" stop --mode=immediate
    rm -rf -- "$folder"
fi
