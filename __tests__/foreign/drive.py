"""Drives the emulator with Microsoft's client for Python, and prints one line for each step.

The setting (see story.ts) comes as JSON on stdin.
"""

import base64
import json
import sys
import time
import urllib.request

from azure.cognitiveservices.vision.customvision.training import CustomVisionTrainingClient
from azure.cognitiveservices.vision.customvision.training.models import (
    CreateProjectOptions,
    CustomVisionErrorException,
    ImageFileCreateBatch,
    ImageFileCreateEntry,
    ImageRegionCreateEntry,
    ImageTagCreateEntry,
)
from msrest.authentication import ApiKeyCredentials

LOOK_PAUSE_S = 0.2


def main():
    setting = json.load(sys.stdin)
    credentials = ApiKeyCredentials(in_headers={"Training-key": setting["trainingKey"]})
    client = CustomVisionTrainingClient(setting["endpoint"], credentials)
    # What is refused or broken is to be seen, not tried again.
    client.config.retry_policy.policy.total = 0

    domain = next(
        domain
        for domain in client.get_domains()
        if domain.name == "General (compact)" and domain.type == "Classification"
    )
    exportable = domain.exportable and "ONNX" in domain.exportable_platforms
    tell("get domains", f"{domain.name} is {'exportable to ONNX' if exportable else 'not exportable'}")

    project = client.create_project(
        setting["projectName"],
        domain_id=domain.id,
        classification_type="Multiclass",
        target_export_platforms=["ONNX"],
        export_model_container_uri=setting["exportModelContainerUri"],
        notification_queue_uri=setting["notificationQueueUri"],
    )
    settings = project.settings
    integrated = (settings.notification_queue_uri, settings.export_model_container_uri) == (
        setting["notificationQueueUri"],
        setting["exportModelContainerUri"],
    )
    tell(
        "create project",
        settings.classification_type,
        domain.name if settings.domain_id == domain.id else settings.domain_id,
        " ".join(settings.target_export_platforms),
        "integrated with queue and container" if integrated else "not integrated",
    )

    bolt = client.create_tag(project.id, "bolt")
    nut = client.create_tag(project.id, "nut", description="with a thread", type="Regular")
    tell("create tags", bolt.name, nut.name)

    files = [
        ImageFileCreateEntry(
            name=f"image-{index + 1}.png",
            contents=base64.b64decode(image),
            tag_ids=[(bolt, nut)[index % 2].id],
        )
        for index, image in enumerate(setting["images"])
    ]
    last = files.pop()
    sent = client.create_images_from_files(project.id, ImageFileCreateBatch(images=files))
    tell("create images from files", statuses_of(sent))
    again = client.create_images_from_files(project.id, ImageFileCreateBatch(images=files[:1]))
    tell("create images from files, the first again", statuses_of(again))
    as_form = client.create_images_from_data(project.id, last.contents, tag_ids=last.tag_ids)
    tell("create images from data", statuses_of(as_form))
    tell("get tagged image count", str(client.get_tagged_image_count(project.id)))
    tags = client.get_tags(project.id)
    tell("get tags", *sorted(f"{tag.name} {tag.image_count}" for tag in tags))

    change_images(client, project.id, bolt.id, setting["images"][-1])

    iteration = client.train_project(project.id)
    tell("train project", iteration.status, iteration.training_type)
    tell("train project again", refusal(lambda: client.train_project(project.id)))
    while iteration.status == "Training":
        time.sleep(LOOK_PAUSE_S)
        iteration = client.get_iteration(project.id, iteration.id)
    exportable = iteration.exportable
    tell("wait", iteration.status, "exportable" if exportable else "not exportable")
    tell("train project again", refusal(lambda: client.train_project(project.id, force_train=False)))

    performance = client.get_iteration_performance(
        project.id, iteration.id, threshold=0.5, overlap_threshold=0.3
    )
    shares = all(0 <= share <= 1 for share in (performance.precision, performance.recall))
    tell(
        "get performance",
        f"{len(performance.per_tag_performance)} tags",
        f"precision and recall {'between 0 and 1' if shares else 'wild'}",
    )
    renamed = client.update_iteration(project.id, iteration.id, "first")
    tell("update iteration", f"called {renamed.name}")

    export = client.export_iteration(project.id, iteration.id, "ONNX")
    tell("export iteration", export.platform, export.status)
    while export.status == "Exporting":
        time.sleep(LOOK_PAUSE_S)
        [export] = client.get_exports(project.id, iteration.id)
    with urllib.request.urlopen(export.download_uri) as answer:
        zipped = answer.read(4) == b"PK\x03\x04"
    tell("wait", export.status, "a zip" if zipped else "no zip")
    tell(
        "export iteration again",
        refusal(lambda: client.export_iteration(project.id, iteration.id, "ONNX")),
    )

    published = client.publish_iteration(project.id, iteration.id, "sorter", setting["predictionId"])
    tell("publish iteration", json.dumps(published))
    iteration = client.get_iteration(project.id, iteration.id)
    tell("get iteration", f"called {iteration.name}", f"published as {iteration.publish_name}")
    tell("delete iteration", refusal(lambda: client.delete_iteration(project.id, iteration.id)))
    client.unpublish_iteration(project.id, iteration.id)
    client.delete_iteration(project.id, iteration.id)
    left = [other.id for other in client.get_iterations(project.id)]
    tell("unpublish iteration, delete iteration", "still there" if iteration.id in left else "gone")
    tell("get iteration", refusal(lambda: client.get_iteration(project.id, iteration.id)))
    client.delete_project(project.id)
    left = [other.id for other in client.get_projects()]
    tell("delete project", "still there" if project.id in left else "gone")



def change_images(client, project_id, tag_id, picture):
    """What is done to images that are there. They end as they were, but for the metadata of one."""
    first, second = client.get_tagged_images(project_id, tag_ids=[tag_id])[:2]
    client.delete_image_tags(project_id, [first.id], [tag_id])
    tell("take a tag off an image", f"{len(client.get_untagged_images(project_id))} untagged")
    entry = ImageTagCreateEntry(image_id=first.id, tag_id=tag_id)
    tagged = client.create_image_tags(project_id, tags=[entry, entry])
    tell(
        "tag it again, twice",
        f"{len(tagged.created)} created",
        f"{len(tagged.duplicated)} duplicated",
    )
    [updated] = client.update_image_metadata(project_id, [first.id], {"shelf": "3"}).images
    tell("update image metadata", updated.status, f"shelf {updated.metadata['shelf']}")
    tell("get images with shelf eq '3'", str(len(client.get_images(project_id, filter="shelf eq '3'"))))
    tell("get images by ids", str(len(client.get_images_by_ids(project_id, [first.id, second.id]))))

    domain = next(
        domain
        for domain in client.get_domains()
        if domain.name == "General (compact)" and domain.type == "ObjectDetection"
    )
    boxes = client.create_project("Boxes of Python", domain_id=domain.id)
    tag = client.create_tag(boxes.id, "bolt")
    file = ImageFileCreateEntry(name="a.png", contents=base64.b64decode(picture))
    sent = client.create_images_from_files(boxes.id, ImageFileCreateBatch(images=[file]))
    boxed = sent.images[0].image.id
    region = ImageRegionCreateEntry(
        image_id=boxed, tag_id=tag.id, left=0.25, top=0.25, width=0.5, height=0.5
    )
    made = client.create_image_regions(boxes.id, regions=[region]).created
    client.delete_image_regions(boxes.id, [made[0].region_id])
    [left] = client.get_images_by_ids(boxes.id, [boxed])
    tell(
        "create and delete an image region",
        f"{len(made)} created",
        f"{len(left.regions or [])} left",
    )
    client.delete_project(boxes.id)


def tell(step, *said):
    print(f"{step}: {', '.join(said)}", flush=True)


def statuses_of(summary):
    """Each status with its number, such as `OK × 11`; alone if there is one image."""
    statuses = list(dict.fromkeys(image.status for image in summary.images))
    number = "" if len(summary.images) == 1 else f" × {len(summary.images)}"
    return " and ".join(statuses) + number


def refusal(call):
    """Status and code of the service's refusal."""
    try:
        call()
    except CustomVisionErrorException as exception:
        return f"{exception.response.status_code} {exception.error.code}"
    return "not refused"


main()
